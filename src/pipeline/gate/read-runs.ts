import { basename } from 'node:path';
import { figuresOf, type RunFigures } from '../../compare/runs/run-figures.ts';
import { messageOf } from '../../errors.ts';
import type { Result } from '../../result/result.ts';
import { nameOfSubject, subjectNamed } from '../../store/run-id.ts';
import { loadResult } from '../../store/runs.ts';
import type { Leg } from './legs.ts';

/** Whether a run is one of a leg. */
export function isOf({ run, kind }: Result, leg: Pick<Leg, 'scenario' | 'tier'>): boolean {
  return kind !== 'search' && run.scenario === leg.scenario && run.tier === leg.tier;
}

/** More points of a history tell of times that nobody remembers. A night of a gate is `repeats` runs, and one point. */
const MOST_POINTS = 60;

/**
 * The newest runs of a leg below `out`, as many as its last 60 nights make, found by the names of their folders: the
 * others need not be read. They are read one after the other, and only the figures of each are kept. `unread` gets why
 * one of them could not be.
 */
export async function earlierRuns(leg: Leg, folders: readonly string[], unread: string[]): Promise<RunFigures[]> {
  const named = nameOfSubject(leg.scenario, leg.tier);
  const mine = folders.filter((folder) => subjectNamed(basename(folder)) === named).slice(-MOST_POINTS * leg.repeats);
  const found: RunFigures[] = [];
  for (const folder of mine) {
    const result = await loadResult(folder).catch((error: unknown) => void unread.push(messageOf(error)));
    if (result && isOf(result, leg)) found.push(figuresOf(result));
  }
  return found;
}

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

/** More of them tell of times that nobody remembers. */
const MOST_EARLIER = 60;

/**
 * The newest runs of a leg below `out`, found by the names of their folders, so that the others need not be read.
 * `unread` gets why one of them could not be.
 */
export async function earlierRuns(leg: Leg, folders: readonly string[], unread: string[]): Promise<RunFigures[]> {
  const named = nameOfSubject(leg.scenario, leg.tier);
  const mine = folders.filter((folder) => subjectNamed(basename(folder)) === named).slice(-MOST_EARLIER);
  const results = await Promise.all(
    mine.map((folder) => loadResult(folder).catch((error: unknown) => void unread.push(messageOf(error)))),
  );
  return results.filter((result) => result !== undefined && isOf(result, leg)).map((result) => figuresOf(result!));
}

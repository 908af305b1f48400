import { basename } from 'node:path';
import { figuresOf, type RunFigures } from '../../compare/runs/run-figures.ts';
import { messageOf } from '../../errors.ts';
import type { Result } from '../../result/result.ts';
import { slug } from '../../store/run-id.ts';
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
  const named = `${slug(leg.scenario)}-${slug(leg.tier)}`;
  const mine = folders.filter((folder) => subjectOf(folder) === named).slice(-MOST_EARLIER);
  const results = await Promise.all(
    mine.map((folder) => loadResult(folder).catch((error: unknown) => void unread.push(messageOf(error)))),
  );
  return results.filter((result) => result !== undefined && isOf(result, leg)).map((result) => figuresOf(result!));
}

/** `load-small` of `20261121-142033-load-small-3fa9c1`. */
function subjectOf(folder: string): string {
  return basename(folder).slice(STAMP.length, -TAIL.length);
}
const STAMP = '20261121-142033-';
const TAIL = '-3fa9c1';

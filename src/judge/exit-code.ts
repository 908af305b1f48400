import type { Result } from '../result/result.ts';

/** How the run ended beside its numbers. */
export interface Ending {
  /** The exit code that k6's own end asks for (k6/exit.ts); null = the verdict decides. */
  readonly engine: 2 | 3 | 7 | 130 | 143 | null;
  /** Whether every report could be written. */
  readonly written: boolean;
  readonly failOn: 'critical' | 'degraded';
}

/**
 * The exit code of a run. Precedence (design.md): 130/143 > 7 > 8 > 5 (invalid, or nothing could be judged) > 3 > 5 (a required
 * objective without data) > 9 > 0.
 */
export function exitCode(result: Result, ending: Ending): number {
  if (ending.engine !== null && ending.engine !== 3) return ending.engine;
  if (result.capacity) return searchCode(result, ending);
  const { totals, verdict } = result;
  if (totals.requests > 0 && totals.answered === 0) return 8;
  if (verdict === 'inconclusive' || nothingJudged(result)) return 5;
  if (ending.engine === 3 || verdict === 'critical') return 3;
  // Not the verdict: it is no-data when another objective has none, and that comes after a broken one.
  if (ending.failOn === 'degraded' && result.objectives.some(({ counts, zone }) => counts && zone === 'degraded'))
    return 3;
  if (verdict === 'no-data') return 5;
  return ending.written ? 0 : 9;
}

/** 0 with an interval, 3 where a tier was asked for and the lower bound lies below its rate, else 5. */
function searchCode({ totals, verdict }: Result, { engine, written }: Ending): number {
  if (totals.requests > 0 && totals.answered === 0) return 8;
  if (verdict === 'inconclusive' || verdict === 'no-data') return 5;
  if (engine === 3 || verdict === 'critical') return 3;
  return written ? 0 : 9;
}

/** Whether no objective on which the verdict rests has data. */
export function nothingJudged({ objectives }: Result): boolean {
  return objectives.every((objective) => !objective.counts || objective.zone === 'no-data');
}

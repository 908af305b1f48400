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

/** Whether no objective on which the verdict rests has data. */
export function nothingJudged({ objectives }: Result): boolean {
  return objectives.every((objective) => !objective.counts || objective.zone === 'no-data');
}

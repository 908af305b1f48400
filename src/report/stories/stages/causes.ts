import type { CauseResult, Result } from '../../../result/result.ts';

/** The endpoint that stands out has so many times the excess of the next one. */
const STANDS_OUT = 2;

/**
 * The endpoint that broke an objective: that has twice as many samples too many as any other; undefined where several
 * are alike.
 */
export function standsOut({ endpoints: [first, second] }: CauseResult): CauseResult['endpoints'][number] | undefined {
  return first && first.excess >= STANDS_OUT * (second?.excess ?? 0) ? first : undefined;
}

/**
 * The endpoint that gives way, of an objective that several share; empty where one alone has it, and where none stands
 * out.
 */
export function givesWay(result: Result, objective: string): string {
  const cause = result.causes.find((each) => each.objective === objective);
  const first = cause && standsOut(cause);
  return first && result.endpoints.length > 1 ? first.endpoint : '';
}

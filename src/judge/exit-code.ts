import { isMissedWarning } from '../objectives/result.ts';
import type { Result } from '../result/result.ts';
import type { CaveatCode, EndedBy } from '../result/vocabulary.ts';

/** The least that fails a run, `--fail-on`: a critical zone; a degraded one, too; or, besides, a missed warning. */
export type FailOn = 'critical' | 'degraded' | 'warning';

/** What the result does not know of how the command ends. */
export interface Ending {
  /** Whether every report could be written. */
  readonly written: boolean;
  readonly failOn: FailOn;
}

/** The exit codes of runs that did not come to their end, by what ended them. Of the others the verdict decides. */
const ENDED: Readonly<Partial<Record<EndedBy, number>>> = {
  SIGINT: 130,
  SIGTERM: 143,
  script: 7,
  setup: 7,
  engine: 7,
  refused: 2,
  'guard-rail': 6,
};

/** What the script wanted done after the load, and was not. */
const UNDONE: readonly CaveatCode[] = ['teardown-failed', 'summary-failed'];

/**
 * The exit code of a run: a function of its result, and of whether its reports could be written. Precedence
 * (docs/rules.md): 130/143 > 6, 7 > 8 > 5 (invalid, or nothing could be judged) > 3 > 5 (a required objective without
 * data) > 9 > 0.
 */
export function exitCode(result: Result, { written, failOn }: Ending): number {
  const { run, totals, verdict } = result;
  const ended = ENDED[run.endedBy];
  if (ended !== undefined) return ended;
  if (totals.requests > 0 && totals.answered === 0) return 8;
  // A search without a tier is judged by what it found, and by no objective.
  if (verdict === 'inconclusive' || (result.kind !== 'search' && nothingJudged(result))) return 5;
  if (verdict === 'critical') return 3;
  // Not the verdict: it is no-data when another objective has none, and that comes after a broken one.
  if (result.kind !== 'search' && result.objectives.some((line) => failsOn(failOn, line))) return 3;
  if (verdict === 'no-data') return 5;
  return written && undoneOf(result).length === 0 ? 0 : 9;
}

/** What ends the next run, too, whatever this one's exit code: a target that is to be spared, a disk without room. */
const ENDS_NEXT: readonly EndedBy[] = ['kill-switch', 'disk'];

/** Whether what a run is part of, a gate or a pair, ends with this code, too: it was refused or stopped, or k6 failed. */
export function isFinal(code: number): boolean {
  return [2, 6, 7, 8, 130, 143].includes(code);
}

/**
 * Whether a run that ended so ends all that would follow it, in a gate and in a pair: it was refused or stopped, its kill
 * switch fired, k6 or the disk failed, or nobody answered; another one would end in the same way.
 */
export function endsAll(code: number, endedBy: EndedBy): boolean {
  return isFinal(code) || ENDS_NEXT.includes(endedBy);
}

/** Whether no objective on which the verdict rests has data. */
export function nothingJudged({ objectives }: Result): boolean {
  return objectives.every((objective) => !objective.counts || objective.zone === 'no-data');
}

/** What the script wanted done after the load and was not: its teardown() or handleSummary() failed. */
export function undoneOf({ caveats }: Result): Result['caveats'] {
  return caveats.filter(({ code }) => UNDONE.includes(code));
}

/**
 * Whether a line fails a run whose verdict does not: degraded, or a warning that was missed, where it was asked for.
 * What is silenced never does.
 */
export function failsOn(failOn: FailOn, line: Result['objectives'][number]): boolean {
  if (isMissedWarning(line)) return failOn === 'warning';
  return line.counts && line.zone === 'degraded' && failOn !== 'critical';
}

import { figuresOf, type RunFigures } from '../compare/runs/run-figures.ts';
import { exitCode, type FailOn, failsOn, nothingJudged, undoneOf } from '../judge/exit-code.ts';
import { isMissedWarning } from '../objectives/result.ts';
import { readNothing } from '../result/monitors.ts';
import type { Result } from '../result/result.ts';
import type { GateRun } from './gate-result.ts';
import { type LegOutcome, UNANSWERED, UNJUDGED } from './outcome.ts';

/** A run of a gate: what is told of it, how it ends, and what it is compared by. */
export interface JudgedRun {
  readonly told: GateRun;
  readonly outcome: LegOutcome;
  readonly figures: RunFigures;
}

/** A result as a gate sees it; `failOn`: the least that fails it. */
export function judgedRun(result: Result, failOn: FailOn): JudgedRun {
  const { run, verdict, validity, objectives, monitors = [] } = result;
  const code = exitCode(result, { written: true, failOn });
  const outcome = code !== 5 ? { code } : verdict === 'no-data' && !nothingJudged(result) ? UNANSWERED : UNJUDGED;
  const failing = objectives.filter(
    (line) =>
      failsOn(failOn, line) ||
      (line.counts && (line.zone === 'critical' || (line.zone === 'no-data' && line.required))),
  );
  const missed = failOn === 'warning' ? [] : objectives.filter(isMissedWarning);
  return {
    outcome,
    figures: figuresOf(result),
    told: {
      id: run.id,
      verdict,
      state: run.state,
      endedBy: run.endedBy,
      exitCode: code,
      valid: outcome !== UNJUDGED,
      disturbed: outcome === UNJUDGED && validity.reasons.some((reason) => reason.code === 'disturbed'),
      broken: [...new Set(failing.map(({ name }) => name))],
      reasons: validity.reasons.map(({ text }) => text),
      undone: undoneOf(result).map(({ text }) => text),
      watched: monitors.length,
      silent: monitors.filter(readNothing).map(({ monitor }) => monitor),
      warnings: [...new Set(missed.map(({ name }) => name))],
    },
  };
}

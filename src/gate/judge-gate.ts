import type { AcceptedChange } from '../compare/history/accepted.ts';
import type { RunFigures } from '../compare/runs/run-figures.ts';
import { comparedLeg } from './compared-leg.ts';
import { disturbedTooOften } from './disturbed-runs.ts';
import type { GateComparison, GateLeg, GateResult } from './gate-result.ts';
import type { JudgedRun } from './judged-run.ts';
import { lastingChanges } from './lasting-changes.ts';
import { gravest, type LegOutcome, PASSED, REGRESSED, UNANSWERED, UNJUDGED } from './outcome.ts';

/** All that is known of a scenario at a tier when its runs were made. */
export interface LegFacts {
  readonly scenario: string;
  readonly tier: string;
  readonly repeats: number;
  readonly runs: readonly JudgedRun[];
  /** What kept a run from being made, as an exit code with its sentence; null: nothing. */
  readonly failure: { readonly code: number; readonly text: string } | null;
  readonly compare: 'baseline' | 'none';
  /** Runs of the baseline; null where there is none. */
  readonly baseline: readonly RunFigures[] | null;
  /** Earlier runs, and the changes in them that somebody accepted. */
  readonly history: readonly RunFigures[];
  readonly accepted: readonly AcceptedChange[];
}

/** What is known of a gate beside its legs. */
export type GateFacts = Omit<GateResult, 'version' | 'legs' | 'exitCode'> & { readonly stopCode: number | null };

/** The verdict on all legs of a gate. Pure. */
export function judgeGate({ stopCode, ...facts }: GateFacts, legs: readonly LegFacts[]): GateResult {
  const judged = legs.map((leg) => judgedLeg(leg, facts));
  const stop: LegOutcome[] = stopCode === null ? [] : [{ code: stopCode }];
  const all = gravest([...stop, ...judged.map(({ outcome }) => outcome)]);
  return { version: 1, ...facts, legs: judged.map(({ leg }) => leg), exitCode: all.code };
}

function judgedLeg(
  facts: LegFacts,
  gate: Pick<GateFacts, 'changes' | 'sources' | 'madeAt' | 'loadkit'>,
): { leg: GateLeg; outcome: LegOutcome } {
  const { scenario, tier, repeats, runs, failure, baseline } = facts;
  const valid = runs.filter(({ told }) => told.valid);
  const figures = valid.map((run) => run.figures);
  const comparison = facts.compare === 'none' ? null : comparedLeg(baseline, figures, { scenario, tier });
  const ids = new Set(figures.map(({ id }) => id));
  const earlier = [...facts.history, ...(baseline ?? [])].filter(({ id }) => !ids.has(id) && ids.add(id));
  const history = lastingChanges([...earlier, ...figures], facts.accepted, gate.changes === 'fail', {
    madeAt: gate.madeAt,
    loadkit: gate.loadkit,
  });
  const told = runs.map((run) => run.told);
  // A regression that the better runs show stands all the same.
  const disturbed = comparison?.verdict !== 'regression' && disturbedTooOften({ runs: told, repeats }) > 0;
  const outcome = gravest([
    ...(failure ? [{ code: failure.code }] : []),
    ...valid.map((run) => run.outcome),
    ...(valid.length < repeats ? [UNJUDGED] : []),
    ...(comparison ? [outcomeOf(comparison)] : []),
    ...(disturbed ? [UNANSWERED] : []),
    ...(gate.sources === 'require' && valid.some(({ told }) => told.silent.length > 0) ? [UNANSWERED] : []),
    ...(gate.changes === 'fail' && history.changes.length > 0 ? [REGRESSED] : []),
  ]);
  return {
    outcome,
    leg: {
      scenario,
      tier,
      repeats,
      runs: told,
      failure: failure?.text ?? null,
      comparison,
      history,
      exitCode: outcome.code,
    },
  };
}

function outcomeOf({ verdict }: GateComparison): LegOutcome {
  if (verdict === 'regression') return REGRESSED;
  return verdict === 'inconclusive' ? UNANSWERED : PASSED;
}

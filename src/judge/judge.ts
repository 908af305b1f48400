import { stoppedAt } from '../metrics/planned-stop.ts';
import type { Timeline } from '../metrics/timeline.ts';
import { planUntil } from '../plan/stages.ts';
import type { RunRecord } from '../result/record.ts';
import type { ChartSeries, ObjectiveResult, Result, Validity } from '../result/result.ts';
import { type State, type Verdict, worst } from '../result/vocabulary.ts';
import { judgeObjectives } from '../slo/judge.ts';
import { judgeValidity, type Reason } from '../validity/judge.ts';
import { caveatsOf } from './caveats.ts';
import { estimatesOf } from './estimates.ts';
import { exceptionsLine } from './exceptions.ts';
import { chartSeries } from './series.ts';
import { stageResults } from './stages.ts';
import { checksOf, endpointsOf, errorsOf, measuredAnything, slowestOf, totalsOf } from './totals.ts';

/** What a record means: validity first, then zones, then estimates. Pure: the same record gives the same result. */
export function judge(record: RunRecord, timeline: Timeline): { result: Result; series: ChartSeries } {
  const { provenance } = record;
  const plan = planUntil(record.plan, stoppedAt(timeline) ?? Number.POSITIVE_INFINITY);
  const reasons = judgeValidity(timeline, plan, record.objectives);
  const objectives = [...judgeObjectives(record.objectives, timeline, plan), ...exceptionsLine(timeline, plan)];
  const stages = stageResults(plan, timeline, objectives, reasons);
  const totals = totalsOf(timeline);
  const validity = validityOf(
    reasons,
    stages.filter((stage) => stage.counts).map((stage) => stage.name),
  );
  const state: State = timeline.close?.state ?? 'crashed';
  const duration = timeline.lastSecond + 1;
  const measured = measuredAnything(timeline);
  const result: Result = {
    version: 1,
    run: {
      id: record.id,
      scenario: plan.scenario,
      profile: plan.profile,
      tier: plan.tier,
      ...(record.tiers === undefined ? {} : { tiers: record.tiers }),
      base: plan.base,
      target: record.target,
      state,
      reason: timeline.close ? timeline.close.reason || null : 'loadkit or its machine stopped before the run ended',
      startedAt: timeline.hello?.start ?? provenance.startedAt,
      endedAt: timeline.close?.endedAt ?? null,
      duration,
      planned: record.plan.duration,
      arrivals: plan.arrivals,
      seed: plan.seed,
      timeScale: plan.timeScale,
      ...(plan.traces === undefined ? {} : { traces: plan.traces }),
    },
    validity,
    verdict: verdictOf(validity, objectives, measured),
    measured,
    objectives,
    totals,
    stages,
    endpoints: endpointsOf(timeline, duration - timeline.offset),
    checks: checksOf(timeline),
    errors: errorsOf(timeline),
    slowest: slowestOf(timeline),
    events: timeline.events.map(({ s, kind, text }) => ({ second: s, kind, text })),
    estimates: estimatesOf(plan, timeline, stages, record.objectives, objectives),
    caveats: caveatsOf({ engine: provenance.engine, plan, timeline, objectives, stages, totals }),
    provenance,
  };
  return { result, series: chartSeries(plan, timeline) };
}

/** The run is inconclusive only if a stage on which its verdict rests, or the record as a whole, is invalid. */
function validityOf(reasons: readonly Reason[], counted: readonly string[]): Validity {
  const weighty = reasons.filter((reason) => reason.stage === null || counted.includes(reason.stage));
  return { status: weighty.length > 0 ? 'inconclusive' : 'valid', reasons: weighty };
}

function verdictOf(validity: Validity, objectives: readonly ObjectiveResult[], measured: boolean): Verdict {
  if (!measured) return 'no-data';
  if (validity.status === 'inconclusive') return 'inconclusive';
  return worst(objectives.filter((o) => o.counts && (o.required || o.zone !== 'no-data')).map((o) => o.zone));
}

import { stoppedAt } from '../metrics/planned-stop.ts';
import type { Timeline } from '../metrics/timeline.ts';
import type { Plan } from '../plan/plan.ts';
import { planUntil } from '../plan/stages.ts';
import { tightestLatency } from '../plan/users.ts';
import type { RunRecord } from '../result/record.ts';
import type { ChartSeries, ObjectiveResult, Result, Validity } from '../result/result.ts';
import { type State, type Verdict, worst } from '../result/vocabulary.ts';
import { judgeObjectives } from '../slo/judge.ts';
import { lostFrames } from '../validity/completeness.ts';
import { disturbanceOf, type Setting } from '../validity/disturbance.ts';
import { judgeValidity } from '../validity/judge.ts';
import type { Reason } from '../validity/reason.ts';
import { judgeCapacity } from './capacity.ts';
import { capacityLines, capacityReasons, capacityVerdict } from './capacity-lines.ts';
import { caveatsOf } from './caveats.ts';
import { SearchCourse } from './course.ts';
import { countedCells, underDisturbance } from './disturbed.ts';
import { estimatesOf } from './estimates.ts';
import { exceptionsLine } from './exceptions.ts';
import { chartSeries } from './series.ts';
import { stageResults } from './stages.ts';
import { checksOf, endpointsOf, errorsOf, measuredAnything, slowestOf, totalsOf } from './totals.ts';
import { judgeTrials } from './trials-capacity.ts';
import { TrialsCourse } from './trials-course.ts';

/** The course that the lines of a search are folded into, by its method; undefined of a run that is no search. */
export function courseOf(record: RunRecord): SearchCourse | TrialsCourse | undefined {
  if (!record.search) return undefined;
  return record.search.method === 'trials' ? new TrialsCourse(record) : new SearchCourse(record);
}

/**
 * What a record means: validity first, then zones, then estimates. A capacity search is judged by its course, folded from the
 * same lines as the timeline. Pure: the same record gives the same result.
 */
export function judge(
  record: RunRecord,
  timeline: Timeline,
  course?: SearchCourse | TrialsCourse,
): { result: Result; series: ChartSeries } {
  const { provenance } = record;
  const plan = planUntil(record.plan, stoppedAt(timeline) ?? Number.POSITIVE_INFINITY);
  const setting: Setting = {
    hostsTarget: provenance.machine.hostsTarget,
    tightest: tightestLatency(record.objectives),
  };
  const judged = course ? bySearch(record, plan, timeline, course, setting) : byStages(record, plan, timeline, setting);
  const disturbance = disturbanceOf(countedCells(timeline, plan), setting);
  const { validity, objectives, stages } = judged;
  const totals = totalsOf(timeline);
  const state: State = timeline.close?.state ?? 'crashed';
  const duration = timeline.lastSecond + 1;
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
    disturbance,
    verdict: judged.verdict,
    measured: measuredAnything(timeline),
    objectives,
    totals,
    stages,
    endpoints: endpointsOf(timeline, duration - timeline.offset),
    checks: checksOf(timeline),
    errors: errorsOf(timeline),
    slowest: slowestOf(timeline),
    events: timeline.events.map(({ s, kind, text }) => ({ second: s, kind, text })),
    estimates: judged.estimates,
    ...(judged.capacity ? { capacity: judged.capacity } : {}),
    caveats: [
      ...judged.caveats,
      ...caveatsOf({ engine: provenance.engine, plan, timeline, objectives, stages, totals, validity, disturbance }),
    ],
    provenance,
  };
  return { result, series: chartSeries(plan, timeline, judged.planned) };
}

/** What the two ways of judging come to. */
interface Judged
  extends Pick<Result, 'validity' | 'verdict' | 'objectives' | 'stages' | 'estimates' | 'capacity' | 'caveats'> {
  /** Load at a moment, seconds since the scenario began, where the plan does not say it. */
  readonly planned?: (at: number) => number | null;
}

function byStages({ objectives: asked }: RunRecord, plan: Plan, timeline: Timeline, setting: Setting): Judged {
  const reasons = judgeValidity(timeline, plan, asked);
  const objectives = [...judgeObjectives(asked, timeline, plan), ...exceptionsLine(timeline, plan)];
  const doubts = underDisturbance(objectives, { asked, timeline, plan, setting });
  const stages = stageResults(plan, timeline, objectives, [...reasons, ...doubts.reasons], setting);
  const validity = validityOf(
    [...reasons, ...(doubts.weighty ? doubts.reasons : [])],
    stages.filter((stage) => stage.counts).map((stage) => stage.name),
  );
  return {
    validity,
    objectives,
    stages,
    verdict: verdictOf(validity, objectives, measuredAnything(timeline)),
    estimates: estimatesOf(plan, timeline, stages, asked, objectives),
    caveats: [],
  };
}

/** The load of a search has no stages: its objectives are judged where its lower bound was held. */
function bySearch(
  record: RunRecord,
  plan: Plan,
  timeline: Timeline,
  course: SearchCourse | TrialsCourse,
  setting: Setting,
): Judged {
  const { outcome, capacity, estimates, caveats } =
    course instanceof SearchCourse ? judgeCapacity(record, timeline, course) : judgeTrials(record, timeline, course);
  const objectives = [
    ...capacityLines(capacity, outcome, totalsOf(timeline).requests),
    ...exceptionsLine(timeline, plan),
  ];
  const reasons = [...lostFrames(timeline), ...capacityReasons(capacity, outcome)];
  const validity = validityOf(reasons, []);
  const stages = stageResults(plan, timeline, objectives, [], setting).map((stage) => ({ ...stage, load: null }));
  return {
    validity,
    objectives,
    stages,
    verdict: capacityVerdict(validity, measuredAnything(timeline), objectives),
    estimates: [...estimates],
    capacity,
    caveats: [...caveats],
    planned: (at) => course.rateAt(at + timeline.offset, capacity.requestsPerIteration),
  };
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

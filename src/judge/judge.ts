import { stoppedAt } from '../metrics/events.ts';
import type { Timeline } from '../metrics/timeline/timeline.ts';
import { Measurement } from '../plan/measurement.ts';
import { planUntil } from '../plan/stages.ts';
import type { CapacityResult } from '../result/capacity.ts';
import type { ChartSeries } from '../result/chart-series.ts';
import { type Estimate, type Estimates, told } from '../result/estimates.ts';
import type { EventResult } from '../result/events.ts';
import type { Reason } from '../result/reason.ts';
import type { RunRecord, SearchRun } from '../result/record.ts';
import type { RecoveryResult, Result, Totals, Validity } from '../result/result.ts';
import type { Caveat } from '../result/vocabulary.ts';
import { judgeAlerts } from '../slo/alerts/judge-alerts.ts';
import { judgeObjectives } from '../slo/judge.ts';
import { contradictedByExit } from '../slo/of-k6.ts';
import { judgeRecovery, recoveryLine } from '../slo/recovery.ts';
import { requestDemands } from '../stability/demand/request-demands.ts';
import { judgeStability } from '../stability/judges.ts';
import { wholeRecord } from '../validity/completeness.ts';
import { disturbanceOf } from '../validity/disturbance.ts';
import { judgeValidity } from '../validity/judge.ts';
import { causesOf } from './causes.ts';
import { caveatsOf } from './caveats/caveats.ts';
import { connectedTo } from './caveats/connections.ts';
import { underDisturbance } from './disturbed.ts';
import { endedByMiss, endingOf, endingReasons } from './ending.ts';
import { endpointsOf } from './endpoints.ts';
import { estimatesOf } from './estimates.ts';
import { eventLines, failedEvents } from './events/event-lines.ts';
import { judgedEvents } from './events/judged-events.ts';
import { searchChanges } from './events/search-changes.ts';
import { targetChanges } from './events/target-changes.ts';
import { caveatsById, objectivesById, reasonsById } from './finding-ids.ts';
import { REQUESTS } from './layout.ts';
import { exceptionsLine } from './lines/exceptions.ts';
import { ownLimits } from './lines/own-limits.ts';
import { ownLines } from './lines/own-lines.ts';
import { scriptVerdict } from './lines/script-verdict.ts';
import { monitorResults } from './monitors.ts';
import type { Course } from './search/course.ts';
import { heldLines } from './search/held-lines.ts';
import { judgeSearch } from './search/judge-search.ts';
import { searchLines, searchReasons, tierVerdict } from './search/lines.ts';
import { usersEstimate } from './search/users-estimate.ts';
import { chartSeries } from './series.ts';
import { runCourseOf } from './stability/run-course.ts';
import { plannedLoadsOf, saidOfLength, stageResults } from './stages.ts';
import { checksOf, errorsOf, measuredAnything, slowestOf, statementsOf, totalsOf } from './totals.ts';
import { verdictOf } from './verdict.ts';

/**
 * What a record means: validity first, then zones, then estimates. A capacity search is judged by its course, folded
 * from the same lines as the timeline. Pure: the same record gives the same result.
 */
export function judge(record: RunRecord, whole: Timeline, searched?: Course): { result: Result; series: ChartSeries } {
  const { provenance } = record;
  const plan = planUntil(record.plan, stoppedAt(whole) ?? Number.POSITIVE_INFINITY);
  const { objectives: asked } = record;
  const first = new Measurement({ plan, asked, hostsTarget: provenance.machine.hostsTarget }, whole);
  const judged = searched && record.kind === 'search' ? bySearch(record, first, searched) : byStages(record, first);
  const { validity, objectives, stages, measurement } = judged;
  const { timeline } = measurement;
  const disturbance = disturbanceOf(measurement.counted, measurement);
  const totals = totalsOf(timeline);
  const ending = endingOf(record, timeline);
  const series = chartSeries(measurement, judged.planned);
  const monitors = monitorResults(measurement);
  const course = runCourseOf(measurement, series, judged);
  const stability = judgeStability(course);
  const demands = requestDemands(course, timeline.monitors, stability);
  const alerts = judgeAlerts(measurement, record.alerts ?? []);
  const result: Result = {
    version: 1,
    kind: record.kind,
    run: {
      id: record.id,
      scenario: plan.scenario,
      profile: plan.profile,
      tier: plan.tier,
      ...(record.tiers === undefined ? {} : { tiers: record.tiers }),
      base: plan.base,
      ...(plan.tierLoad === undefined ? {} : { tierLoad: plan.tierLoad }),
      ...plannedLoadsOf(record, plan),
      target: connectedTo(record.target, timeline),
      startedAt: timeline.hello?.start ?? provenance.startedAt,
      ...ending,
      arrivals: plan.arrivals,
      seed: plan.seed,
      timeScale: plan.timeScale,
      ...(plan.traces === undefined ? {} : { traces: plan.traces }),
    },
    validity,
    disturbance,
    verdict: judged.verdict,
    measured: measuredAnything(timeline),
    objectives: objectivesById(objectives),
    ...(alerts.length > 0 ? { alerts } : {}),
    totals,
    stages,
    ...(judged.recovery ? { recovery: judged.recovery } : {}),
    endpoints: endpointsOf(timeline, ending.duration - timeline.offset),
    causes: searched ? [] : causesOf(measurement, objectives),
    checks: checksOf(timeline),
    errors: errorsOf(timeline),
    slowest: slowestOf(timeline),
    ...statementsOf(timeline),
    events: eventsOf(timeline, judged.events),
    estimates: judged.estimates,
    ...(judged.capacity ? { capacity: judged.capacity } : {}),
    ...(monitors.length > 0 ? { monitors } : {}),
    ...(stability.length > 0 ? { stability } : {}),
    ...(demands.length > 0 ? { demands } : {}),
    caveats: caveatsById([
      ...judged.caveats,
      ...caveatsOf({
        engine: provenance.engine,
        measurement,
        objectives,
        stages,
        validity,
        disturbance,
      }),
    ]),
    provenance,
  };
  return { result, series };
}

/** What the two ways of judging come to. */
interface Judged
  extends Pick<Result, 'validity' | 'verdict' | 'objectives' | 'stages' | 'recovery' | 'estimates' | 'capacity'> {
  readonly caveats: readonly Caveat[];
  /** What happened to the target. */
  readonly events: readonly EventResult[];
  /** With its judged parts as they turned out. */
  readonly measurement: Measurement;
  /** Load at a moment, seconds since the scenario began, where the plan does not say it. */
  readonly planned?: (at: number) => number | null;
}

function byStages(record: RunRecord, first: Measurement): Judged {
  const { plan, timeline: whole } = first;
  // How long the recovery took must be believed as well, not only what came after it.
  const reasons = judgeValidity(first);
  const recovery = judgeRecovery(first);
  const timeline =
    recovery && recovery.seconds !== null ? whole.judgedSince(recovery.stage, recovery.fell + recovery.seconds) : whole;
  const measurement = first.judgedAs(timeline);
  const judged = judgeObjectives(measurement);
  const events = judgedEvents(measurement, record.events ?? []);
  const objectives = [
    ...judged,
    ...(recovery ? [recoveryLine(recovery, requestsIn(timeline, recovery))] : []),
    ...eventLines(events, record.events ?? []),
    ...contradictedByExit(judged, timeline, plan.profile),
    ...ownLines(measurement),
    ...scriptVerdict(timeline),
  ];
  const doubts = underDisturbance(objectives, measurement);
  const shown = stageResults(measurement, objectives, [...reasons, ...doubts.reasons]);
  const stages = saidOfLength(shown, record.plan, timeline);
  const ending = endingOf(record, timeline);
  const answered = endedByMiss(ending, objectives);
  const validity = validityOf(
    [
      ...endingReasons(ending, objectives),
      ...ownLimits(timeline, objectives),
      ...reasons.filter(({ code }) => !answered || code !== 'cut-short'),
      ...(doubts.weighty ? doubts.reasons : []),
    ],
    stages.filter((stage) => stage.counts).map((stage) => stage.name),
  );
  return {
    validity,
    objectives,
    stages,
    verdict: verdictOf({ validity, objectives, measured: measuredAnything(timeline), totals: totalsOf(timeline) }),
    ...(recovery ? { recovery } : {}),
    measurement,
    estimates: estimatesOf(measurement, stages, objectives),
    caveats: [...failedEvents(events), ...targetChanges(events, stages)],
    events,
  };
}

/** Notes of the run, and what happened to the target, in the order of time. */
function eventsOf({ events, offset }: Timeline, happened: readonly EventResult[]): EventResult[] {
  const notes = events.map(({ s, kind, text }) => ({
    second: Number(Math.max(0, s - offset).toFixed(3)),
    kind,
    text,
  }));
  return [...notes, ...happened].sort((a, b) => a.second - b.second);
}

/** Requests that were completed while the service was watched. */
function requestsIn(timeline: Timeline, { fell, watched }: RecoveryResult): number {
  const { bin } = timeline.layout;
  const windows = timeline.windows(REQUESTS).slice(Math.round(fell / bin), Math.round((fell + watched) / bin));
  return windows.reduce((sum, cell) => sum + (cell?.sum ?? 0), 0);
}

/** The load of a search has no stages: its objectives are judged where its lower bound was held. */
function bySearch(record: SearchRun, measurement: Measurement, course: Course): Judged {
  const { timeline } = measurement;
  const { ending, capacity, estimates, caveats, hold, rateAt } = judgeSearch(record, timeline, course);
  const totals = totalsOf(timeline);
  const objectives = [
    ...searchLines(capacity, ending, totals.requests),
    ...heldLines(record, timeline, hold, capacity.confirmation?.bad),
    ...exceptionsLine(measurement),
    ...scriptVerdict(timeline),
  ];
  const changes = searchChanges(timeline.happened.noticed, capacity, timeline.offset);
  const reasons = [
    ...changes.reasons,
    ...endingReasons(endingOf(record, timeline), objectives),
    ...wholeRecord(timeline),
    ...ownLimits(timeline, objectives),
    ...searchReasons(capacity, ending),
  ];
  const validity = validityOf(reasons, []);
  const stages = stageResults(measurement, objectives, []).map((stage) => ({ ...stage, load: null }));
  return {
    validity,
    objectives,
    stages,
    measurement,
    verdict: verdictOf({ validity, objectives, measured: measuredAnything(timeline), totals }, tierVerdict),
    estimates: told({ ...estimates, concurrentUsers: usersIn(estimates, capacity, totals) }),
    capacity,
    caveats: [...caveats, ...changes.caveats],
    events: judgedEvents(measurement, []),
    planned: (at) => rateAt(at + timeline.offset),
  };
}

/** What a limiter lets pass is no load that a service carries for users. */
function usersIn(
  estimates: Estimates,
  { requestsPerIteration: requests, limitedBy }: CapacityResult,
  { thinkTime }: Totals,
): Estimate | undefined {
  return limitedBy === 'rate-limiting' ? undefined : usersEstimate(estimates, { requests, thinkTime });
}

/** The run is inconclusive only if a stage on which its verdict rests, or the record as a whole, is invalid. */
function validityOf(reasons: readonly Reason[], counted: readonly string[]): Validity {
  const weighty = reasons.filter((reason) => reason.stage === null || counted.includes(reason.stage));
  return { status: weighty.length > 0 ? 'inconclusive' : 'valid', reasons: reasonsById(weighty) };
}

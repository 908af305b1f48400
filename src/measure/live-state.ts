import { FAILURES, REQUESTS, SUCCESSES } from '../judge/layout.ts';
import type { Course } from '../judge/search/course.ts';
import type { Selector } from '../metrics/selector.ts';
import type { Timeline } from '../metrics/timeline/timeline.ts';
import { failureLimitOf, latencyLimitOf } from '../objectives/of-all-requests.ts';
import { judgedMeasure } from '../objectives/result.ts';
import { Measurement } from '../plan/measurement.ts';
import { loadAt } from '../plan/stages.ts';
import type { LiveObjective, LiveState } from '../report/terminal/live/state.ts';
import { shortPhaseWord } from '../report/terminal/search-progress.ts';
import { mostUrgent } from '../report/urgency.ts';
import type { SearchPlan } from '../result/capacity.ts';
import type { RunRecord } from '../result/record.ts';
import { judgeObjectives } from '../slo/judge.ts';

/** Seconds of the recent past that the live view speaks of. */
const RECENT = 10;

/** Of a view drawn each second so many windows before the last one are shown. */
const SHOWN_WINDOWS = 30;
/** A p95 of fewer requests is no p95. */
const LEAST_REQUESTS = 20;

/** The course of a search, as far as the live view shows it. */
export type Searching = Pick<Course, 'asking' | 'load'>;

/** What the live view shows, from the timeline so far; asked for again and again. */
export function liveStates(record: RunRecord, timeline: Timeline, search?: Searching): () => LiveState {
  const limits = limitsOf(record);
  if (record.kind === 'search' && search)
    return () => ({ ...stateOf(record, timeline), limits, ...searchState(record.search, search), objectives: [] });
  const objectives = objectivesSoFar(record, timeline);
  return () => ({ ...stateOf(record, timeline), limits, search: null, objectives: objectives() });
}

/** A search has one stage, whose load it sets itself, and ends when it knows enough. */
function searchState(
  { precision, loadBudget }: SearchPlan,
  { asking, load }: Searching,
): Pick<LiveState, 'stage' | 'stages' | 'load' | 'planned' | 'search'> {
  return {
    stage: asking ? shortPhaseWord(asking.phase) : null,
    stages: [],
    load: asking ? { kind: 'rate', value: asking.rate } : null,
    planned: null,
    search: { estimates: asking?.estimates ?? [], load, precision, loadBudget },
  };
}

/** The targets that the figures of all requests are held against: those that charts draw, of the p95 that is shown. */
function limitsOf({ objectives }: RunRecord): LiveState['limits'] {
  const limited = objectives
    .filter(({ target, severity }) => target !== null && severity === 'critical')
    .map((objective) => ({ ...objective, measure: judgedMeasure(objective) }));
  const ofP95 = limited.filter(({ measure }) => measure.kind === 'stat' && measure.stat === 'p95');
  return {
    p95: latencyLimitOf(ofP95)?.target?.value ?? null,
    failed: failureLimitOf(limited)?.target?.value ?? null,
  };
}

function stateOf(record: RunRecord, timeline: Timeline): Omit<LiveState, 'objectives' | 'limits' | 'search'> {
  const { plan } = record;
  const elapsed = Math.max(0, timeline.lastSecond + 1 - timeline.offset);
  const { bin } = timeline.layout;
  const last = Math.floor(elapsed / bin);
  const first = Math.max(0, last - Math.max(1, Math.round(RECENT / bin)));
  const recent = (selector: Selector) =>
    timeline
      .windows(selector)
      .slice(first, last)
      .filter((cell) => cell !== undefined);
  const latency = recent(SUCCESSES);
  const pooled = latency[0]?.emptyCopy();
  for (const cell of latency) pooled?.merge(cell);
  const requests = recent(REQUESTS).reduce((sum, cell) => sum + cell.sum, 0);
  const failed = recent(FAILURES).reduce((sum, cell) => sum + cell.sum, 0);
  const at = Math.min(elapsed, (plan.duration ?? elapsed) - 1e-6);
  const planned = loadAt(plan.stages, at);
  const kind = plan.stages[0]?.load.kind;
  const generator = timeline.generatorWindows(Math.max(0, last - 1), Math.max(1, last))[0];
  return {
    scenario: plan.scenario,
    stage: plan.stages.find((stage) => at >= stage.from && at < stage.to)?.name ?? null,
    stages: plan.stages,
    elapsed,
    planned: plan.duration,
    load: planned === null || kind === undefined ? null : { kind, value: planned },
    throughput: last > first ? requests / ((last - first) * bin) : null,
    p95: pooled && pooled.count >= LEAST_REQUESTS ? (pooled.quantile(0.95) ?? null) : null,
    failed: requests > 0 ? failed / requests : null,
    history: historyOf(timeline, last),
    vus: generator?.vus ?? 0,
    dropped: timeline.generator.dropped,
  };
}

/** The figures of each of the windows before one: the oldest first. */
function historyOf(timeline: Timeline, before: number): LiveState['history'] {
  const { bin } = timeline.layout;
  const from = Math.max(0, before - SHOWN_WINDOWS);
  const cells = (selector: Selector) => {
    const windows = timeline.windows(selector);
    return Array.from({ length: before - from }, (_, i) => windows[from + i]);
  };
  const requests = cells(REQUESTS);
  const failures = cells(FAILURES);
  return {
    throughput: requests.map((cell) => (cell ? cell.sum / bin : null)),
    p95: cells(SUCCESSES).map((cell) => cell?.quantile(0.95) ?? null),
    failed: requests.map((cell, i) => (cell && cell.sum > 0 ? (failures[i]?.sum ?? 0) / cell.sum : null)),
  };
}

/** Judging takes the longer the more windows there are; after so large a part of the run it is done anew. */
const PART = 1 / 360;

/** A ramp is judged by windows, all of them: that is done anew only when another one is over. */
function objectivesSoFar(record: RunRecord, timeline: Timeline): () => readonly LiveObjective[] {
  const { plan, objectives: asked, provenance } = record;
  const { hostsTarget } = provenance.machine;
  const least = plan.profile === 'breakpoint' ? plan.window : 1;
  let judged = Number.NEGATIVE_INFINITY;
  let soFar: readonly LiveObjective[] = [];
  return () => {
    const at = timeline.lastSecond;
    if (at - judged < Math.max(least, at * PART)) return soFar;
    judged = at;
    soFar = mostUrgent(judgeObjectives(new Measurement({ plan, asked, hostsTarget }, timeline)));
    return soFar;
  };
}

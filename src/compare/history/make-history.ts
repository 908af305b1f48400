import { LEAST_POINTS_OF_SERIES } from '../../stats/changes/rules.ts';
import { inOrder, type RunFigures } from '../runs/run-figures.ts';
import { metricFamily } from '../runs/run-metrics.ts';
import { type AcceptedChange, restartsOf } from './accepted.ts';
import { changesTogether } from './changes-together.ts';
import type { HistoryChange, HistoryMetric, HistorySeries, LeftOut, RunHistory } from './history.ts';
import { metricHistory } from './metric-history.ts';
import { loadKeyOf, machineOf, type RunsInSeries, runsInSeries } from './runs-in-series.ts';

/** A run of which only its folder's name says what it is of. */
export interface Unreadable {
  readonly id: string;
  /** The newest run of the same scenario and tier before it that can be read; null: there is none. */
  readonly after: string | null;
}

export interface HistoryRequest {
  readonly madeAt: string;
  readonly loadkit: string;
  /** Runs in the order in which they were made. */
  readonly runs: readonly RunFigures[];
  /** Those that have no result, or none that can be read, in that order, too. */
  readonly unreadable: readonly Unreadable[];
  readonly accepted: readonly AcceptedChange[];
  /** Labels of metrics to be shown; empty: all. */
  readonly asked: readonly string[];
}

/** A change for the worse is recent when it began so many days before the newest run of its load, or later. */
const RECENT_DAYS = 90;
/** So many of the newest runs of a load in a row that do not count leave nothing known of today. */
const MOST_LEFT_OUT = 3;

const DAY = 86_400_000;

/** The history of runs: series, their levels and changes, and whether one for the worse is open. Pure. */
export function makeHistory({ runs, unreadable, accepted, ...request }: HistoryRequest): RunHistory {
  const left = runs.flatMap((run): LeftOut[] => {
    const why = whyLeftOut(run);
    return why === undefined ? [] : [{ run: run.id, why }];
  });
  const counting = runs.filter((run) => whyLeftOut(run) === undefined);
  const newest = new Map(counting.map((run) => [loadKeyOf(run), run]));
  const judged = runsInSeries(counting).map((series) => judgedSeries(series, newest.get(series.loadKey)!, accepted));
  const reasons = [...stale(runs, unreadable), ...unknown(judged.map(({ series }) => series))];
  const changes = judged.flatMap((one) => one.changes).sort((a, b) => (a.at < b.at ? 1 : -1));
  return {
    version: 1,
    ...request,
    asked: [...request.asked],
    verdict: verdictOf(changes, reasons),
    reasons,
    read: runs.length + unreadable.length,
    newest: newestOf(counting, request.madeAt),
    leftOut: [...left, ...unreadable.map(({ id }): LeftOut => ({ run: id, why: 'not readable' }))],
    series: judged.map(({ series }) => series),
    changes,
  };
}

function whyLeftOut({ state, validity }: RunFigures): LeftOut['why'] | undefined {
  if (state !== 'complete') return state;
  return validity === 'valid' ? undefined : 'inconclusive';
}

/** Without it a service of which nobody makes runs any more would read as one that is well. */
function newestOf(counting: readonly RunFigures[], madeAt: string): RunHistory['newest'] {
  const newest = inOrder(counting).at(-1);
  if (newest === undefined) return null;
  const age = Math.max(0, (Date.parse(madeAt) - Date.parse(newest.startedAt)) / 1000);
  return { run: newest.id, at: newest.startedAt, age };
}

function judgedSeries(
  series: RunsInSeries,
  newest: RunFigures,
  accepted: readonly AcceptedChange[],
): { readonly series: HistorySeries; readonly changes: readonly HistoryChange[] } {
  const { loadKey: _, first, metrics, ...rest } = series;
  const since = Date.parse(newest.startedAt) - RECENT_DAYS * DAY;
  const isRecent = (point: number) => Date.parse(first[point]!.startedAt) >= since;
  const together = metrics.filter((metric) => metricFamily(metric) === 'watched').length;
  const all = metrics.map((metric) =>
    metricHistory(metric, restartsOf(series, metric.label, accepted), isRecent, together),
  );
  return {
    series: {
      ...rest,
      points: [...rest.points],
      current: JSON.stringify(series.machine) === JSON.stringify(machineOf(newest)),
      metrics: all.map(({ metric }) => metric),
    },
    changes: changesTogether(
      series,
      all.flatMap(({ changes }) => changes),
    ),
  };
}

/**
 * Loads whose newest runs do not count: of the service as it is now nothing is known. One that cannot be read is taken to be
 * of the load of the run before it.
 */
function stale(runs: readonly RunFigures[], unreadable: readonly Unreadable[]): string[] {
  return [...new Set(runs.map(loadKeyOf))].flatMap((load) => {
    const members = runs.filter((run) => loadKeyOf(run) === load);
    const last = members.findLastIndex((run) => whyLeftOut(run) === undefined);
    const since = members.slice(last);
    const lost = since.length - 1 + unreadable.filter(({ after }) => since.some(({ id }) => id === after)).length;
    if (last < 0 || lost < MOST_LEFT_OUT) return [];
    return [`the newest ${lost} runs of ${loadName(members[0]!.facts.load)} do not count`];
  });
}

/** Loads that were watched and are not any more, and metrics that nobody measures any more. */
function unknown(series: readonly HistorySeries[]): string[] {
  const judged = (one: HistorySeries) => one.metrics.some(({ state }) => state === 'judged' || state === 'restarted');
  const current = series.filter((one) => one.current);
  const watched = (load: HistorySeries['load']) =>
    series.some((one) => JSON.stringify(one.load) === JSON.stringify(load) && judged(one));
  const moved = current.filter((one) => !judged(one) && watched(one.load));
  const few = moved.map(
    ({ load, points }) =>
      `${loadName(load)} has ${points.length} of ${LEAST_POINTS_OF_SERIES} points since it runs on another machine`,
  );
  const gone = current.flatMap(({ load, metrics }) =>
    [
      ...metrics
        .filter((metric) => metricFamily(metric) === 'run' && metric.state === 'no-value')
        .map(({ label }) => label),
      ...silentMonitors(metrics).map((monitor) => `reading of the monitor ${monitor}`),
    ].map((what) => `the newest runs of ${loadName(load)} have no ${what}`),
  );
  if (few.length > 0 || current.some(judged)) return [...few, ...gone];
  return [`no load has ${LEAST_POINTS_OF_SERIES} complete, valid runs yet`];
}

/** Monitors of which no series has a value any more. */
function silentMonitors(metrics: readonly HistoryMetric[]): string[] {
  const of = (name: string) => metrics.filter(({ watched }) => watched?.monitor === name);
  const names = [...new Set(metrics.flatMap(({ watched }) => (watched ? [watched.monitor] : [])))];
  return names.filter((name) => of(name).every(({ state }) => state === 'no-value'));
}

/** `load medium`, `load medium (capacity)`. */
export function loadName(load: HistorySeries['load']): string {
  const { scenario = 'none', tier = 'none', 'kind of run': kind } = load;
  return [scenario, ...(tier === 'none' ? [] : [tier]), ...(kind === 'search' ? ['(capacity)'] : [])].join(' ');
}

function verdictOf(changes: readonly HistoryChange[], reasons: readonly string[]): RunHistory['verdict'] {
  if (changes.some(({ state }) => state === 'open')) return 'regression';
  if (reasons.length > 0) return 'inconclusive';
  return changes.some(({ state }) => state === 'better') ? 'improvement' : 'no-change';
}

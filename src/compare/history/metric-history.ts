import { type ChangePoint, changePoints } from '../../stats/changes/change-points.ts';
import { LEAST_POINTS_OF_SERIES, RULES } from '../../stats/changes/rules.ts';
import { median } from '../../stats/moments.ts';
import { LEAST_FAILED } from '../runs/compared-metric.ts';
import { leastWatched, WATCHED_ALPHA } from '../runs/watched-verdict.ts';
import type { Restart } from './accepted.ts';
import type { HistoryMetric, MetricChange, MetricLevel } from './history.ts';
import type { MetricValues } from './runs-in-series.ts';

/** A metric of a series, and what changed of it. */
export interface MetricHistory {
  readonly metric: HistoryMetric;
  readonly changes: readonly MetricChange[];
}

/** So many of the newest points without a value say that nobody measures it any more. */
const GONE = 6;
/** The level is back when less than this share of a step is left of it. */
const LEFT = 0.5;

/**
 * The levels of a metric, and how each change between them stands. Between restarts changes are looked for as
 * `loadkit analyze changes` does; `isRecent` says so of a point, `together` how many series monitors read: a hundred of
 * them shall alarm no more often than one.
 */
export function metricHistory(
  of: MetricValues,
  restarts: readonly Restart[],
  isRecent: (point: number) => boolean,
  together: number,
): MetricHistory {
  const known = of.values.flatMap((value, point) => (value === null ? [] : [{ value, point }]));
  const cuts = restarts.flatMap(({ point }) => firstAt(known, point)).filter((at) => at > 0);
  const pieces = [0, ...cuts].map((from, i) => ({ from, to: cuts[i] ?? known.length }));
  const found = pieces.map(({ from, to }) => {
    const piece = known.slice(from, to).map(({ value }) => value);
    return piece.length >= LEAST_POINTS_OF_SERIES
      ? changePoints(piece, of.watched ? lookedAt(together) : 1)
      : undefined;
  });
  const pOf = new Map(
    found.flatMap((one, i) =>
      (one?.changes ?? [])
        .filter((change) => tells(of, change))
        .map(({ index, pValue }) => [pieces[i]!.from + index, pValue]),
    ),
  );
  const bounds = [...new Set([...cuts, ...pOf.keys()])].sort((a, b) => a - b);
  const levels = [0, ...bounds].map((from, i): MetricLevel => {
    const some = known.slice(from, bounds[i] ?? known.length);
    const end = bounds[i];
    return {
      from: some[0]?.point ?? 0,
      to: end === undefined ? of.values.length : known[end]!.point,
      median: some.length > 0 ? median(some.map(({ value }) => value)) : 0,
    };
  });
  const newest = found.at(-1);
  const why = new Map(restarts.flatMap(({ point, why }) => firstAt(known, point).map((at) => [at, why] as const)));
  const lastRestart = Math.max(-1, ...cuts);
  const changes = bounds.flatMap((at, i): MetricChange[] => {
    const [before, after] = [levels[i]!.median, levels[i + 1]!.median];
    const shift = after - before;
    const accepted = why.get(at);
    if (accepted === undefined && of.name === 'failed' && Math.abs(shift) < LEAST_FAILED) return [];
    const worse = of.better !== null && shift > 0 === (of.better === 'lower');
    const left = (levels.at(-1)!.median - before) / shift;
    const stands = () => {
      if (of.better === null) return 'told';
      if (!worse) return 'better';
      if (left < LEFT) return 'undone';
      return at < lastRestart || !isRecent(known[at]!.point) ? 'past' : 'open';
    };
    return [
      {
        label: of.label,
        unit: of.unit,
        point: known[at]!.point,
        before,
        after,
        shift,
        relative: before === 0 ? null : shift / Math.abs(before),
        pValue: pOf.get(at) ?? null,
        verdict: of.better === null ? 'changed' : worse ? 'regression' : 'improvement',
        state: accepted === undefined ? stands() : 'accepted',
        why: accepted ?? null,
      },
    ];
  });
  const { values, ...metric } = of;
  return {
    metric: {
      ...metric,
      values: [...values],
      levels: known.length > 0 ? levels : [],
      state: stateOf(of, known.length, newest !== undefined, cuts.length > 0),
      noise: newest?.noise ?? null,
      leastStep: newest?.leastStep ?? null,
    },
    changes,
  };
}

/** As many series as readings count for: all of them share an error of 1 %, as in a comparison, which one has 5 % of. */
function lookedAt(together: number): number {
  return (together * RULES.pValue) / WATCHED_ALPHA;
}

/** Whether a change of level is told: of readings if it matters. */
function tells({ watched, unit }: MetricValues, { before, after }: ChangePoint): boolean {
  return !watched || Math.abs(after - before) > leastWatched(before, unit);
}

/** The first known value at a point or after it, as a place among the known; none where there is none. */
function firstAt(known: readonly { readonly point: number }[], point: number): number[] {
  const at = known.findIndex((one) => one.point >= point);
  return at < 0 ? [] : [at];
}

function stateOf({ values }: MetricValues, known: number, judged: boolean, restarted: boolean): HistoryMetric['state'] {
  if (known >= LEAST_POINTS_OF_SERIES && values.slice(-GONE).every((value) => value === null)) return 'no-value';
  if (judged) return 'judged';
  return restarted ? 'restarted' : 'too-few';
}

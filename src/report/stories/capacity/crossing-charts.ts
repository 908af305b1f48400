import type { LoadPoint } from '../../../result/capacity.ts';
import { formatNumber, formatRate, formatRatio, formatSeconds, formatSpan } from '../../../units/format.ts';
import type { Chart, ChartLimit, ChartLine, Upright } from '../../charts/chart.ts';
import { triedTo } from './ruler.ts';
import { bindingOf, rangeText } from './sentences.ts';
import type { Standing } from './standing.ts';

/** A share of bad requests far beyond what is allowed says no more than that. */
const CEILING = 4;

/**
 * Load against latency, and against the share of bad requests: points that were measured, limit, interval, estimate.
 */
export function crossingCharts(standing: Standing): Chart[] {
  const { search, load } = standing;
  const points = [...search.points].sort((a, b) => a.rate - b.rate);
  if (points.length === 0) return [];
  const tried = Math.max(triedTo(standing), points.at(-1)!.rate);
  const most = Math.max(tried, load?.upper ?? 0, search.tierRate ?? 0) * 1.05;
  const frame = {
    stack: 'crossing',
    x: { kind: 'quantity', unit: 'requests/s', most },
    uprights: uprightsOf(standing),
    ...(load?.lower && load.upper ? { interval: { from: load.lower, to: load.upper } } : {}),
    bands: [],
    hatches: [{ name: 'not measured', short: '', from: tried, to: most * 2 }],
    events: [],
  } as const;
  const of = (value: (point: LoadPoint) => number | null) => ({
    at: points.map(({ rate }) => rate),
    values: points.map(value),
  });
  const source = `${points.length} loads, the trials at about one load taken together, ${formatSpan(points.reduce((sum, { seconds }) => sum + seconds, 0))}`;
  return [
    {
      ...frame,
      id: 'load-latency',
      height: 250,
      title: 'Load against latency',
      subtitle: 'log scale',
      description: latencyDescription(standing, points),
      unit: 'seconds',
      scale: 'log',
      lines: latencyLines(of),
      limits: limitOf(standing),
      source: load?.lower && load.upper ? `${source}; the interval is tinted` : source,
    },
    {
      ...frame,
      id: 'load-bad',
      height: 190,
      title: 'Bad requests against load',
      subtitle: 'share that missed its objective',
      description: badDescription(standing, points),
      unit: 'ratio',
      scale: 'linear',
      ceiling: Math.min(1, CEILING * Math.max(...search.search.objectives.map(({ allowed }) => allowed), 0.001)),
      lines: search.search.objectives.map(({ name }, i) => ({
        name,
        ink: INKS[i % INKS.length]!,
        width: 1,
        marks: MARKS[i % MARKS.length]!,
        ...of(({ bad }) => bad[i] ?? null),
      })),
      limits: allowedOf(standing),
      source: `${source}; points at the upper edge lie beyond it`,
    },
  ];
}

const INKS = ['s1', 's2', 's3'] as const;
const MARKS = ['circle', 'triangle', 'rect'] as const;

function latencyLines(
  of: (value: (point: LoadPoint) => number | null) => Pick<ChartLine, 'at' | 'values'>,
): ChartLine[] {
  const lines: ChartLine[] = [
    { name: 'p50', ink: 's1', width: 1, marks: 'rect', ...of(({ p50 }) => p50) },
    { name: 'p95', ink: 's1', width: 2, marks: 'circle', ...of(({ p95 }) => p95) },
    { name: 'p99', ink: 's3', width: 1, marks: 'triangle', ...of(({ p99 }) => p99) },
  ];
  const known = lines.filter(({ values }) => values.some((value) => value !== null));
  // Where percentiles are not to be had, the mean still shows how latency grows.
  return known.length > 0 ? known : [{ name: 'mean', ink: 's1', width: 2, marks: 'circle', ...of(({ mean }) => mean) }];
}

/** The estimate, and the tier's own load. */
function uprightsOf({ load, words, search: { tierRate }, tierLabel }: Standing): Upright[] {
  return [
    ...(tierRate === null ? [] : [{ at: tierRate, label: `${tierLabel} ${formatNumber(tierRate)}`, dotted: true }]),
    ...(words && load
      ? [{ at: load.value!, label: `estimate ${words.value} (${words.lower} to ${words.upper})` }]
      : []),
  ];
}

/** The limit in time of the objective that binds, or of the first that has one. */
function limitOf(standing: Standing): ChartLimit[] {
  const { objectives } = standing.search.search;
  const bound = [bindingOf(standing), ...objectives].find((objective) => objective?.limit);
  if (!bound?.limit) return [];
  const { measure } = bound;
  const word = measure.kind === 'stat' && measure.stat !== 'p95' ? `${measure.stat} limit` : 'limit';
  return [{ value: bound.limit, zone: 'degraded', label: `${word} ${formatSeconds(bound.limit)}`, short: word }];
}

function allowedOf({ search: { search } }: Standing): ChartLimit[] {
  const shares = [...new Set(search.objectives.map(({ allowed }) => allowed))].slice(0, 3);
  return shares.map((allowed) => ({
    value: allowed,
    zone: 'degraded',
    label: `may be ${formatRatio(allowed)}`,
    short: formatRatio(allowed),
  }));
}

function latencyDescription({ load, search: { tierRate } }: Standing, points: readonly LoadPoint[]): string {
  const known = points.filter(({ p95 }) => p95 !== null);
  const [first, last] = [known[0], known.at(-1)];
  const said =
    first && last
      ? `p95 was ${formatSeconds(first.p95)} at ${formatRate(first.rate)} and ${formatSeconds(last.p95)} at ${formatNumber(last.rate)}`
      : 'Latency against load';
  return load ? `${said}; the sustainable load is ${rangeText(load, tierRate)}` : said;
}

function badDescription({ search: { search } }: Standing, points: readonly LoadPoint[]): string {
  const [first, last] = [points[0]!, points.at(-1)!];
  const share = ({ bad }: LoadPoint) => formatRatio(Math.max(0, ...bad));
  const allowed = search.objectives.map(({ allowed: share }) => formatRatio(share)).join(', ');
  return `At most ${share(first)} of the requests were bad at ${formatRate(first.rate)} and ${share(last)} at ${formatNumber(last.rate)}; ${allowed} may be`;
}

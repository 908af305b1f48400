import { type ComparedMetric, isLost, type MetricVerdict } from '../../../compare/runs/compared-metric.ts';
import { type Comparison, openMetrics, outlyingAfter } from '../../../compare/runs/comparison.ts';
import { type MetricFamily, metricFamily, metricLabel } from '../../../compare/runs/run-metrics.ts';
import { formatRatio, formatValue } from '../../../units/format.ts';
import type { MeasuredCell } from '../../blocks.ts';
import type { Sign } from '../../symbols.ts';
import { plural, shiftWords } from '../../words.ts';
import { fewOf } from '../capacity/sentences.ts';

/** A verdict in a word, with its sign. */
export const VERDICT_MARKS: Readonly<Record<MetricVerdict, { readonly word: string; readonly sign: Sign }>> = {
  regression: { word: 'regression', sign: 'critical' },
  improvement: { word: 'improvement', sign: 'met' },
  'no-change': { word: 'no change', sign: 'met' },
  inconclusive: { word: 'inconclusive', sign: 'inconclusive' },
  changed: { word: 'changed', sign: 'degraded' },
  'not-judged': { word: 'not judged', sign: 'no-data' },
};

/** The verdict on a metric in a word, and that it rests on less than a test. */
export function verdictText({ verdict, basis }: ComparedMetric): string {
  return `${VERDICT_MARKS[verdict].word}${basis === 'tolerance' && verdict !== 'inconclusive' ? ' (tolerance)' : ''}`;
}

/** The answer in a sentence without a full stop. */
export function headlineOf(comparison: Pick<Comparison, 'verdict' | 'metrics' | 'reasons' | 'cautions'>): string {
  const { verdict, metrics, reasons, cautions } = comparison;
  const named = fewOf(
    (verdict === 'inconclusive' ? openMetrics(metrics) : metrics.filter((metric) => metric.verdict === verdict)).map(
      metricLabel,
    ),
  );
  if (verdict === 'no-change') return 'No change: nothing moved by more than is no matter';
  if (verdict === 'inconclusive' && named === '' && reasons.length > 0) return `Inconclusive: ${reasons[0]}`;
  if (verdict === 'inconclusive')
    return named ? `Inconclusive: not settled for ${named}` : 'Inconclusive: nothing to compare';
  const found = metrics.filter((metric) => metric.verdict === verdict);
  const most = mostOf(found);
  const weaker = found.every(({ basis }) => basis === 'tolerance') ? ' by tolerance, weaker than a test' : '';
  const doubtful = `${weaker}${cautions.length > 0 ? ', or the new kernel' : ''}`;
  return verdict === 'regression'
    ? `Regression${doubtful}: ${named} got worse${most}`
    : `Improvement${doubtful}: ${named} got better${most}`;
}

/** By how much the one that moved most did; of shares of requests a share of the share would say little. */
function mostOf(metrics: readonly ComparedMetric[]): string {
  const shares = metrics.flatMap(({ unit, relative }) =>
    unit === 'ratio' || relative === null ? [] : [Math.abs(relative)],
  );
  if (shares.length === 0) return '';
  return `, by ${shares.length > 1 ? 'up to ' : ''}${formatRatio(Math.max(...shares), 2)}`;
}

/** What was held against what. */
export function sidesText({ design, before, after }: Pick<Comparison, 'design' | 'before' | 'after'>): string {
  if (design === 'pair')
    return `B held against A in ${plural(after.length, String(after.length), 'pair')} of neighbouring blocks.`;
  return `${plural(after.length, String(after.length), 'run')} held against ${before.length} before.`;
}

/** How many blocks of a pair were invalid, and of which version; none where all were valid. */
export function invalidText({ invalid }: Pick<Comparison, 'invalid'>): string[] {
  if (!invalid || invalid.before + invalid.after === 0) return [];
  const { before, after } = invalid;
  return [`${plural(before, String(before), 'block')} of A and ${after} of B were invalid, and made again`];
}

/** The shift of a metric with its interval. */
export function shiftCell({ shift, before, unit }: ComparedMetric): MeasuredCell {
  if (shift === null) return { value: '–', interval: '' };
  const { value, lower, upper } = shift;
  const text = (one: number) => shiftWords(one, before.median, unit);
  return { value: text(value), interval: lower === null || upper === null ? '' : `${text(lower)} to ${text(upper)}` };
}

/** The floor as a share of the median before, as the shift is told. */
export function floorText({ floor, before, unit }: ComparedMetric): string {
  if (floor === null) return '–';
  const base = Math.abs(before.median ?? 0);
  return unit === 'ratio' || base === 0 ? formatValue(floor, unit, 2) : formatRatio(floor / base, 2);
}

/** What a side never had data enough for, as sentences; none where all was judged. */
export function notJudged(metrics: readonly ComparedMetric[]): string[] {
  const inOtherUnit = new Map(metrics.flatMap((metric) => anotherUnit(metric, metrics)));
  const left = metrics.filter((metric) => metric.verdict === 'not-judged' && !inOtherUnit.has(metric));
  const of = (family: MetricFamily) => left.filter((metric) => metricFamily(metric) === family).map(metricLabel);
  const [endpoints, watched] = [of('endpoint'), of('watched')];
  return [
    ...(endpoints.length > 0 ? [`Too little data on a side, so not judged: ${fewOf(endpoints)}.`] : []),
    ...(watched.length > 0 ? [`Not read in enough runs of both sides, so no data: ${fewOf(watched)}.`] : []),
    ...(inOtherUnit.size > 0
      ? [`Read in another unit than before, so not compared: ${fewOf([...inOtherUnit.values()])}.`]
      : []),
  ];
}

/** A metric of the runs after with the units, where those before have it in another one. */
function anotherUnit(metric: ComparedMetric, among: readonly ComparedMetric[]): [ComparedMetric, string][] {
  if (metric.before.runs > 0) return [];
  const label = metricLabel(metric);
  const other = among.find((one) => one.before.runs > 0 && one.unit !== metric.unit && metricLabel(one) === label);
  return other ? [[metric, `${label} (${other.unit} before, ${metric.unit} after)`]] : [];
}

/** What monitors read, as a sentence: how many series, and what became of them; none where nothing was watched. */
export function watchedText(metrics: readonly ComparedMetric[]): string[] {
  const watched = metrics.filter((metric) => metricFamily(metric) === 'watched');
  if (watched.length === 0) return [];
  const counts = (Object.keys(WATCHED_WORDS) as ComparedMetric['verdict'][]).flatMap((verdict) => {
    const count = watched.filter((metric) => metric.verdict === verdict).length;
    return count > 0 ? [`${count} ${WATCHED_WORDS[verdict]}`] : [];
  });
  return [`Of ${plural(watched.length, String(watched.length), 'watched reading')}: ${counts.join(', ')}.`];
}

/** What became of a reading, in the words of the table; of the ones that are not settled nothing was shown. */
const WATCHED_WORDS: Readonly<Record<ComparedMetric['verdict'], string>> = {
  regression: 'worse',
  improvement: 'better',
  changed: 'changed',
  'no-change': 'without change',
  inconclusive: 'not shown to differ',
  'not-judged': 'without data',
};

/** Watched readings of which something is to be told: what moved, and what is lost. */
export function movedReadings(metrics: readonly ComparedMetric[]): readonly ComparedMetric[] {
  return metrics.filter(
    (metric) =>
      metricFamily(metric) === 'watched' &&
      (metric.verdict === 'regression' ||
        metric.verdict === 'improvement' ||
        metric.verdict === 'changed' ||
        (metric.verdict === 'inconclusive' && isLost(metric, metrics))),
  );
}

/** How many more runs or pairs would settle a metric; empty where nothing is open. */
export function neededText({ verdict, runsNeeded }: ComparedMetric, design: Comparison['design']): string {
  if (verdict !== 'inconclusive') return '';
  if (design === 'pair') return runsNeeded && runsNeeded.after > 0 ? String(runsNeeded.after) : 'some more';
  if (runsNeeded === null) return 'more of both';
  const { before, after } = runsNeeded;
  if (before + after === 0) return 'a few more of both';
  return [before > 0 ? `${before} before` : '', after > 0 ? `${after} after` : ''].filter(Boolean).join(', ');
}

/**
 * Which runs to look at, and how many more the most demanding of the open metrics of the run takes, as sentences; none
 * where none is open.
 */
export function nextSteps(comparison: Pick<Comparison, 'design' | 'metrics' | 'after'>): string[] {
  const { design, metrics, after } = comparison;
  const outlying = openMetrics(metrics).filter((metric) => outlyingAfter(metric).length > 0);
  const open = metrics.filter(
    (metric) => metric.verdict === 'inconclusive' && metricFamily(metric) === 'run' && !outlying.includes(metric),
  );
  return [
    ...outlying.map(
      (metric) =>
        `Look at ${fewOf(outlyingAfter(metric).map((at) => after[at]!))}: ${metricLabel(metric)} is much worse there than in the others.`,
    ),
    ...(open.length > 0 ? moreRuns(design, open) : []),
  ];
}

function moreRuns(design: Comparison['design'], open: readonly ComparedMetric[]): string[] {
  const most = (side: 'before' | 'after') => Math.max(0, ...open.map(({ runsNeeded }) => runsNeeded?.[side] ?? 0));
  const [before, after] = [most('before'), most('after')];
  if (design === 'pair')
    return after > 0
      ? [
          `${after} more pairs would settle the open metrics of the run, or longer blocks (--pairs, --budget), or more load.`,
        ]
      : ['Make more pairs, of longer blocks: --pairs, --budget.'];
  if (before + after === 0) return ['Make more runs of both; from one or two no scatter is known.'];
  return [`${before} more runs before and ${after} more after would settle the open metrics of the run.`];
}

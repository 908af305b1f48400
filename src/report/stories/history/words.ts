import type { HistoryChange, HistorySeries, MetricChange, RunHistory } from '../../../compare/history/history.ts';
import { loadName } from '../../../compare/history/make-history.ts';
import { formatDate, formatNumber, formatRatio, formatValue } from '../../../units/format.ts';
import type { Sign } from '../../symbols.ts';
import { plural } from '../../words.ts';

/** How a change stands, in a word with its sign. */
export const STANDS: Readonly<Record<HistoryChange['state'], { readonly word: string; readonly sign: Sign }>> = {
  open: { word: 'not accepted', sign: 'critical' },
  accepted: { word: 'accepted', sign: 'met' },
  undone: { word: 'back again', sign: 'met' },
  past: { word: 'long ago', sign: 'degraded' },
  better: { word: 'better', sign: 'met' },
  told: { word: 'told', sign: 'degraded' },
};

export const VERDICTS: Readonly<Record<RunHistory['verdict'], { readonly word: string; readonly sign: Sign }>> = {
  regression: { word: 'regression', sign: 'critical' },
  inconclusive: { word: 'inconclusive', sign: 'inconclusive' },
  improvement: { word: 'improvement', sign: 'met' },
  'no-change': { word: 'no change', sign: 'met' },
};

/** What the points of a series are called. */
export const POINTS: Readonly<Record<HistorySeries['pointsAre'], string>> = { runs: 'runs', builds: 'days of builds' };

/** `30 days old`; of less than a day in words. */
export function ageText({ age }: NonNullable<RunHistory['newest']>): string {
  const days = Math.floor(age / 86_400);
  return days === 0 ? 'less than a day old' : `${plural(days, formatNumber(days), 'day')} old`;
}

/** `+9.9 %`; of shares, and from 0, the difference itself: `+0.5 %`. */
export function shiftText({ shift, relative, unit }: MetricChange): string {
  const sign = shift > 0 ? '+' : '';
  return relative === null || unit === 'ratio'
    ? `${sign}${formatValue(shift, unit)}`
    : `${sign}${formatRatio(relative, 2)}`;
}

/** `p95 +9.9 %, GET /orders p95 +11 %`; of more than `most` the first, and how many more. */
export function shiftsText(changes: readonly MetricChange[], most = Number.POSITIVE_INFINITY): string {
  const texts = changes.slice(0, most).map((change) => `${change.label} ${shiftText(change)}`);
  return [...texts, ...(changes.length > most ? [`${changes.length - most} more`] : [])].join(', ');
}

/** Since when: the build where one is known, and the day. */
export function sinceText({ build, at }: Pick<HistoryChange, 'build' | 'at'>): string {
  const day = formatDate(at).split(',')[0]!;
  return build === null ? day : `${build}, ${day}`;
}

/** A series by its scenario and tier, and by what else tells it from those of the same name: load, target, machine. */
export function seriesName({ series: all }: RunHistory, series: HistorySeries): string {
  const name = loadName(series.load);
  const alike = all.filter((one) => loadName(one.load) === name);
  const telling = (kind: 'load' | 'machine') =>
    Object.entries(series[kind])
      .filter(([what, value]) => alike.some((one) => one[kind][what] !== value))
      .map(([what, value]) => (what === 'load' || what === 'CPU' ? value : `${what} ${value}`));
  const rest = [...telling('load'), ...telling('machine')];
  return rest.length > 0 ? `${name} (${rest.join(', ')})` : name;
}

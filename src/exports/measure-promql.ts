import { unitOfName } from '../metrics/named-units.ts';
import type { Objective } from '../objectives/objective.ts';
import { quantileOf } from '../objectives/stat.ts';
import { type MetricNames, matchersOf } from './metric-names.ts';

/** An objective's measure as PromQL, of the last `window`; `scale`: what a limit in base units is multiplied by. */
export interface PromqlMeasure {
  readonly expr: (window: string) => string;
  readonly scale: number;
}

/** The same, or why a Prometheus cannot be asked for it. */
export type AsPromql = PromqlMeasure | { readonly reason: string };

/**
 * What an objective measures, as a Prometheus that scrapes the service would be asked for it. Names come of `names`;
 * what cannot be named is said, and never made up. Pure.
 */
export function measurePromql({ measure }: Objective, names: MetricNames): AsPromql {
  if (measure.kind === 'monitor') return ofReading(measure.metric, measure.stat, measure.where, names);
  const metric = names.metrics.get(measure.metric);
  if (metric === undefined)
    return { reason: `nothing says what Prometheus calls ${measure.metric}: --metric ${measure.metric}=NAME` };
  const all = matchersOf(measure.where, names);
  if ('unknown' in all) return unlabelled(all.unknown);
  if (measure.kind === 'ratio') {
    const part = matchersOf(measure.part, names);
    if ('unknown' in part) return unlabelled(part.unknown);
    return of((window) => shareExpr(metric, [...all, ...part], all, window));
  }
  const quantile = quantileOf(measure.stat);
  if (measure.metric === 'http_req_failed' && measure.stat === 'rate')
    return of((window) => shareExpr(metric, [...all, 'status=~"5.."'], all, window));
  if (quantile !== undefined) return of((window) => quantileExpr(quantile, metric, all, window));
  if (measure.stat === 'rate') return of((window) => rateSum(metric, all, window));
  if (measure.stat === 'avg')
    return of((window) => `${rateSum(`${metric}_sum`, all, window)} / ${rateSum(`${metric}_count`, all, window)}`);
  return { reason: `a histogram of Prometheus does not hold the ${measure.stat} of ${measure.metric}` };
}

function unlabelled(tag: string): { reason: string } {
  return { reason: `nothing says which label the tag ${tag} is: --label ${tag}=LABEL` };
}

function of(expr: PromqlMeasure['expr'], scale = 1): PromqlMeasure {
  return { expr, scale };
}

function selected(metric: string, matchers: readonly string[]): string {
  return matchers.length === 0 ? metric : `${metric}{${matchers.join(', ')}}`;
}

function rateSum(metric: string, matchers: readonly string[], window: string): string {
  return `sum(rate(${selected(metric, matchers)}[${window}]))`;
}

/** A part of which there is no series yet is none of the requests, and not nothing: all of them may be the others. */
function shareExpr(metric: string, part: readonly string[], all: readonly string[], window: string): string {
  const whole = rateSum(metric, all, window);
  return `(${rateSum(metric, part, window)} or 0 * ${whole}) / ${whole}`;
}

function quantileExpr(quantile: number, metric: string, matchers: readonly string[], window: string): string {
  return `histogram_quantile(${quantile}, sum by (le) (rate(${selected(`${metric}_bucket`, matchers)}[${window}])))`;
}

const OVER_TIME: Readonly<Record<string, string>> = {
  avg: 'avg_over_time',
  max: 'max_over_time',
  min: 'min_over_time',
};

/** What a monitor reads: a metric of a page by its own name, or an expression that is given for a derived one. */
function ofReading(
  reading: string,
  stat: string,
  where: Parameters<typeof matchersOf>[0],
  names: MetricNames,
): AsPromql {
  const { monitor: _, ...tags } = where;
  const matchers = matchersOf(tags, names);
  if ('unknown' in matchers) return unlabelled(matchers.unknown);
  const named = names.metrics.get(reading);
  const [, family, per] = /^(.+)_p(\d{1,2}(?:\.\d+)?)$/.exec(reading) ?? [];
  if (named === undefined && family !== undefined && names.pages.has(reading))
    return of((window) => quantileExpr(Number(per) / 100, family, matchers, window), 1 / unitOfName(family).size);
  if (named === undefined && !names.pages.has(reading))
    return { reason: `nothing says what Prometheus calls ${reading}: --metric ${reading}=NAME, or ='EXPRESSION'` };
  const value = named ?? reading;
  const plain = /^[a-zA-Z_:][\w:]*$/.test(value);
  const scale = named === undefined || plain ? 1 / unitOfName(value).size : 1;
  if (plain && value.endsWith('_total')) return of((window) => rateSum(value, matchers, window), scale);
  if (!plain && matchers.length > 0) return { reason: `its labels cannot be put into the expression of ${reading}` };
  const quantile = quantileOf(stat);
  const over = quantile === undefined ? OVER_TIME[stat] : 'quantile_over_time';
  if (over === undefined && stat !== 'value') return { reason: `Prometheus has no ${stat} over time` };
  const argument = quantile === undefined ? '' : `${quantile}, `;
  return of((window) => {
    if (over === undefined) return plain ? selected(value, matchers) : value;
    const range = plain ? `${selected(value, matchers)}[${window}]` : `(${value})[${window}:]`;
    return `${over}(${argument}${range})`;
  }, scale);
}

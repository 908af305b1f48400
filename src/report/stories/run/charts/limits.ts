import { matches } from '../../../../metrics/selector.ts';
import { failureLimitOf, latencyLimitOf } from '../../../../objectives/of-all-requests.ts';
import type { ObjectiveResult } from '../../../../objectives/result.ts';
import type { WatchedSeries } from '../../../../result/chart-series.ts';
import type { Result } from '../../../../result/result.ts';
import { formatValue } from '../../../../units/format.ts';
import type { ChartLimit } from '../../../charts/chart.ts';

/** The limits on the latency of all requests, where an objective sets them. */
export function latencyLimits(result: Result): ChartLimit[] {
  return limitsOf(latencyLimitOf(limiting(result)));
}

/** The limits on the share of failed requests, where an objective sets them and lower is better. */
export function ratioLimits(result: Result): ChartLimit[] {
  return limitsOf(failureLimitOf(limiting(result)));
}

/** The limits on what monitors read, where an objective sets them on each of these series. */
export function readingLimits(result: Result, drawn: readonly WatchedSeries[]): ChartLimit[] {
  return limitsOf(
    limiting(result).find(
      ({ measure }) => measure.kind === 'monitor' && drawn.every((series) => matches(measure, series)),
    ),
  );
}

/** Objectives as a whole. What a warning allows is no limit that a line must keep below. */
function limiting({ objectives }: Result): ObjectiveResult[] {
  return objectives.filter(({ stage, severity }) => stage === null && severity === 'critical');
}

/** The statistic that a limit is about, where it is not the one that is drawn. */
function statWord(measure: ObjectiveResult['measure']): string {
  if (measure.kind === 'monitor') return measure.stat === 'avg' ? '' : `${measure.stat} `;
  return measure.kind === 'stat' && measure.quantile !== null && measure.stat !== 'p95' ? `${measure.stat} ` : '';
}

function limitsOf(objective: ObjectiveResult | undefined): ChartLimit[] {
  if (!objective) return [];
  const { unit, measure } = objective;
  const limit = (zone: ChartLimit['zone'], word: string, value: number): ChartLimit => ({
    value,
    zone,
    label: `${word} ${formatValue(value, unit)}`,
    short: word,
  });
  const word = statWord(measure);
  return [
    ...(objective.target ? [limit('degraded', `${word}target`, objective.target.value)] : []),
    ...(objective.critical ? [limit('critical', `${word}critical`, objective.critical.value)] : []),
  ];
}

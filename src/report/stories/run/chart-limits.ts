import type { ObjectiveResult } from '../../../objectives/result.ts';
import { hasDirection, lowerIsBetter } from '../../../objectives/zone.ts';
import type { Result } from '../../../result/result.ts';
import { formatValue } from '../../../units/format.ts';
import type { ChartLimit } from '../../charts/chart.ts';

/** The limits on the latency of all requests, where an objective sets them. */
export function latencyLimits({ objectives }: Result): ChartLimit[] {
  return limitsOf(objectives.find((o) => o.stage === null && o.unit === 'seconds' && isLatencyOfAll(o)));
}

/** The limits on the share of failed requests, where an objective sets them and lower is better. */
export function ratioLimits({ objectives }: Result): ChartLimit[] {
  return limitsOf(
    objectives.find(
      (o) => o.stage === null && o.unit === 'ratio' && isShareOfAll(o) && hasDirection(o) && lowerIsBetter(o),
    ),
  );
}

/** A percentile of all requests, or of those that succeeded, which objectives on latency are about anyway. */
function isLatencyOfAll({ measure }: ObjectiveResult): boolean {
  if (measure.kind !== 'stat' || measure.quantile === null) return false;
  const { expected_response: success = 'true', ...others } = measure.where;
  const ofRequests = measure.metric === 'request_time' || measure.metric === 'http_req_duration';
  return ofRequests && success === 'true' && Object.keys(others).length === 0;
}

/** A share of all requests: of those that failed, or by a tag. */
function isShareOfAll({ measure }: ObjectiveResult): boolean {
  if (measure.kind !== 'stat' && measure.kind !== 'ratio') return false;
  const metric = measure.kind === 'ratio' ? 'http_reqs' : 'http_req_failed';
  return measure.metric === metric && Object.keys(measure.where).length === 0;
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
  const word = measure.kind === 'stat' && measure.quantile !== null && measure.stat !== 'p95' ? `${measure.stat} ` : '';
  return [
    ...(objective.target ? [limit('degraded', `${word}target`, objective.target.value)] : []),
    ...(objective.critical ? [limit('critical', `${word}critical`, objective.critical.value)] : []),
  ];
}

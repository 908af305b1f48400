import type { ObjectiveResult, Result } from '../../../result/result.ts';
import { formatValue } from '../../../units/format.ts';
import type { ChartLimit } from '../../charts/chart.ts';

const GENERAL_LATENCY = /^(request_time|http_req_duration)(\{expected_response:true\})? p\d/;
const GENERAL_ERRORS = /^http_req_failed rate$|of http_reqs$/;

/** The limits on the latency of all requests, where an objective sets them. */
export function latencyLimits({ objectives }: Result): ChartLimit[] {
  return limitsOf(objectives.find((o) => o.stage === null && o.unit === 'seconds' && GENERAL_LATENCY.test(o.measure)));
}

/** The limits on the share of failed requests, where an objective sets them and lower is better. */
export function ratioLimits({ objectives }: Result): ChartLimit[] {
  return limitsOf(
    objectives.find(
      (o) =>
        o.stage === null &&
        o.unit === 'ratio' &&
        GENERAL_ERRORS.test(o.measure) &&
        (o.target?.op.startsWith('<') === true || o.critical?.op.startsWith('>') === true),
    ),
  );
}

function limitsOf(objective: ObjectiveResult | undefined): ChartLimit[] {
  if (!objective) return [];
  const { unit, measure } = objective;
  const stat = / (p[\d.]+)$/.exec(measure)?.[1];
  const limit = (zone: ChartLimit['zone'], word: string, value: number): ChartLimit => ({
    value,
    zone,
    label: `${word} ${formatValue(value, unit)}`,
    short: word,
  });
  const word = stat && stat !== 'p95' ? `${stat} ` : '';
  return [
    ...(objective.target ? [limit('degraded', `${word}target`, objective.target.value)] : []),
    ...(objective.critical ? [limit('critical', `${word}critical`, objective.critical.value)] : []),
  ];
}

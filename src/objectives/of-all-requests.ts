import type { Limit } from './objective.ts';
import type { JudgedMeasure } from './result.ts';
import { hasDirection, lowerIsBetter } from './zone.ts';

// Which limits belong to a figure of all requests: what charts draw beside a line, and the live view beside a number.

interface Limited {
  readonly measure: JudgedMeasure;
  readonly target: Limit | null;
  readonly critical: Limit | null;
}

/** The first that limits a percentile of the latency of all requests; of those that succeeded is the same. */
export function latencyLimitOf<T extends Limited>(all: readonly T[]): T | undefined {
  return all.find((one) => isLatencyOfAll(one.measure) && isAtMost(one));
}

/** The first that limits the share of all requests that failed, or that a tag calls bad. */
export function failureLimitOf<T extends Limited>(all: readonly T[]): T | undefined {
  return all.find((one) => isShareOfAll(one.measure) && isAtMost(one));
}

function isLatencyOfAll(measure: JudgedMeasure): boolean {
  if (measure.kind !== 'stat' || measure.quantile === null) return false;
  const { expected_response: success = 'true', ...others } = measure.where;
  const ofRequests = measure.metric === 'request_time' || measure.metric === 'http_req_duration';
  return ofRequests && success === 'true' && Object.keys(others).length === 0;
}

function isShareOfAll(measure: JudgedMeasure): boolean {
  if (measure.kind !== 'stat' && measure.kind !== 'ratio') return false;
  const metric = measure.kind === 'ratio' ? 'http_reqs' : 'http_req_failed';
  return measure.metric === metric && Object.keys(measure.where).length === 0;
}

/** One that asks for much (a share of good requests, say) is a limit to another figure. */
function isAtMost(limits: Limited): boolean {
  return hasDirection(limits) && lowerIsBetter(limits);
}

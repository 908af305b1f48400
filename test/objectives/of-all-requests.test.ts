import { describe, expect, it } from 'vitest';
import { type Objective, objectiveOf, statOf } from '../../src/objectives/objective.ts';
import { failureLimitOf, latencyLimitOf } from '../../src/objectives/of-all-requests.ts';
import { judgedMeasure } from '../../src/objectives/result.ts';

const below = { op: '<', value: 0.2 } as const;
const limited = (measure: Objective['measure'], limits: Partial<Objective> = { target: below }) => {
  const objective = objectiveOf({ name: 'it', source: 'config', unit: 'seconds', measure, ...limits });
  return { ...objective, measure: judgedMeasure(objective) };
};
const isLatency = (...of: Parameters<typeof limited>) => latencyLimitOf([limited(...of)]) !== undefined;
const isFailure = (...of: Parameters<typeof limited>) => failureLimitOf([limited(...of)]) !== undefined;

describe('the limit on the latency of all requests', () => {
  it('is one on a percentile of all, or of those that succeeded', () => {
    expect(isLatency(statOf('request_time', 'p95'))).toBe(true);
    expect(isLatency(statOf('http_req_duration', 'p99', { expected_response: 'true' }))).toBe(true);
    expect(isLatency(statOf('request_time', 'p95'), { critical: { op: '>', value: 0.5 } })).toBe(true);
  });

  it('is none on some of the requests, on a part of their time, or on no percentile', () => {
    expect(isLatency(statOf('request_time', 'p95', { name: '/x' }))).toBe(false);
    expect(isLatency(statOf('request_time', 'p95', { expected_response: 'false' }))).toBe(false);
    expect(isLatency(statOf('http_req_waiting', 'p95'))).toBe(false);
    expect(isLatency(statOf('request_time', 'avg'))).toBe(false);
  });

  it('bounds from above', () => {
    expect(isLatency(statOf('request_time', 'p95'), { target: { op: '>', value: 0.1 } })).toBe(false);
    expect(isLatency(statOf('request_time', 'p95'), { target: { op: '==', value: 0.1 } })).toBe(false);
  });

  it('is the first of several', () => {
    const [first, second] = [0.1, 0.2].map((value) =>
      limited(statOf('request_time', 'p95'), { target: { op: '<', value } }),
    );
    expect(latencyLimitOf([limited(statOf('checks', 'rate')), first!, second!])).toBe(first);
  });
});

describe('the limit on the share of all requests that failed', () => {
  const ratio = (where: Record<string, string> = {}, metric = 'http_reqs') =>
    ({ kind: 'ratio', metric, where, part: { status: '5xx' } }) as const;

  it('is one on http_req_failed, or on a part of all requests', () => {
    expect(isFailure(statOf('http_req_failed', 'rate'))).toBe(true);
    expect(isFailure(ratio())).toBe(true);
  });

  it('is none on some of them, on other samples, or on a share that should be high', () => {
    expect(isFailure(ratio({ name: '/x' }))).toBe(false);
    expect(isFailure(ratio({}, 'checks'))).toBe(false);
    expect(isFailure(statOf('http_reqs', 'rate'))).toBe(false);
    expect(isFailure(ratio(), { target: { op: '>', value: 0.99 } })).toBe(false);
  });
});

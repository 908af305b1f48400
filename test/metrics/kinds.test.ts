import { describe, expect, it } from 'vitest';
import { bitsOf, K6_METRICS, kindOf } from '../../src/metrics/kinds.ts';

describe('kinds of metrics', () => {
  it.each([
    ['counter', 'default', { type: 'counter', unit: 'none' }],
    ['counter', 'data', { type: 'counter', unit: 'bytes' }],
    ['trend', 'time', { type: 'trend', unit: 'seconds' }],
    ['gauge', 'default', { type: 'gauge', unit: 'none' }],
    ['rate', 'default', { type: 'rate', unit: 'none' }],
    ['histogram', 'default', undefined],
    ['trend', 'money', undefined],
    [undefined, undefined, undefined],
  ])('reads %s of %s', (type, contains, kind) => {
    expect(kindOf(type, contains)).toEqual(kind);
  });

  it('knows k6’s own metrics, the phases of a request coarsely', () => {
    expect(K6_METRICS.get('http_req_duration')).toEqual({ type: 'trend', unit: 'seconds' });
    expect(K6_METRICS.get('data_sent')).toEqual({ type: 'counter', unit: 'bytes' });
    expect(K6_METRICS.get('my_trend')).toBeUndefined();
    expect(['http_req_waiting', 'http_req_duration', 'request_time', 'mine'].map(bitsOf)).toEqual([5, 9, 9, 9]);
  });
});

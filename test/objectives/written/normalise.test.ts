import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { Objective } from '../../../src/objectives/objective.ts';
import { normaliseObjective, readObjective } from '../../../src/objectives/written/normalise.ts';
import { mergeObjective, WrittenObjective } from '../../../src/objectives/written/objective.ts';

const normalise = (written: object) =>
  normaliseObjective(WrittenObjective.parse({ name: 'x', ...written }), 'config', ['objectives', 0]);
const told = (written: object) =>
  readObjective(WrittenObjective.parse({ name: 'x', ...written }), 'config', ['objectives', 2]).findings.map(
    ({ path, what, next }) => `${path.at(-1)}: ${what}${next ? ` | ${next}` : ''}`,
  );

describe('objectives as people write them', () => {
  test('a percentile with target and critical', () => {
    const objective = normalise({
      name: 'API response',
      metric: 'http_req_duration',
      where: { name: '/api/*' },
      stat: 'p95',
      target: '< 200ms',
      critical: '> 500ms',
      scenarios: ['baseline', 'load', 'stress', 'soak'],
    });
    expect(objective).toEqual({
      name: 'API response',
      source: 'config',
      measure: { kind: 'stat', metric: 'http_req_duration', where: { name: '/api/*' }, stat: 'p95' },
      unit: 'seconds',
      target: { op: '<', value: 0.2 },
      critical: { op: '>', value: 0.5 },
      over: null,
      for: null,
      allow: 0.05,
      scenarios: ['baseline', 'load', 'stress', 'soak'],
      required: true,
      severity: 'critical',
    });
  });

  test('shares of good and bad requests; a status written as a number is text', () => {
    expect(normalise({ good: { status: 200 }, of: 'http_reqs', target: '> 99.9%' })).toMatchObject({
      measure: { kind: 'ratio', metric: 'http_reqs', where: {}, part: { status: '200' } },
      unit: 'ratio',
      target: { op: '>', value: 0.999 },
      critical: null,
    });
    expect(
      normalise({ bad: { status: '5xx' }, where: { name: '/x' }, target: '< 1%', critical: '> 5%' }),
    ).toMatchObject({
      measure: { kind: 'ratio', metric: 'http_reqs', where: { name: '/x' }, part: { status: '5xx' } },
      target: { op: '<', value: 0.01 },
      critical: { op: '>', value: 0.05 },
    });
  });

  test('an alert over windows', () => {
    expect(
      normalise({ metric: 'http_req_duration', stat: 'p95', critical: '> 1s', over: '30s', for: '2m' }),
    ).toMatchObject({
      target: null,
      critical: { op: '>', value: 1 },
      over: 30,
      for: 120,
      required: true,
      severity: 'critical',
    });
  });

  test('a monitor, which is not required unless said', () => {
    const hits = { monitor: 'cache_hit_ratio', target: '> 85%' };
    expect(normalise(hits)).toMatchObject({
      measure: { kind: 'monitor', metric: 'cache_hit_ratio', where: {}, stat: 'avg' },
      unit: 'ratio',
      required: false,
      severity: 'critical',
    });
    expect(normalise({ ...hits, required: true }).required).toBe(true);
    expect(normalise({ monitor: 'memory', target: '< 4 GB' }).unit).toBe('bytes');
  });
});

describe('what is not written', () => {
  test.each([
    [{ target: '< 1s' }, 'request_time', 'p95', 'seconds'],
    [{ stat: 'p99', target: '< 1s' }, 'request_time', 'p99', 'seconds'],
    [
      { metric: 'step_duration', where: { step: 'deploy' }, target: '< 5m', critical: '> 8m' },
      'step_duration',
      'p95',
      'seconds',
    ],
    [{ metric: 'http_req_failed', target: '< 1%' }, 'http_req_failed', 'rate', 'ratio'],
    [{ metric: 'checks', target: '> 0.99' }, 'checks', 'rate', 'ratio'],
    [{ metric: 'http_reqs', target: '> 50/s' }, 'http_reqs', 'rate', 'per second'],
    [{ metric: 'http_reqs', target: '> 50' }, 'http_reqs', 'rate', 'per second'],
    [{ metric: 'iterations', stat: 'count', target: '> 100' }, 'iterations', 'count', 'count'],
    [{ metric: 'data_received', stat: 'count', target: '< 2 GB' }, 'data_received', 'count', 'bytes'],
    [{ metric: 'vus', target: '< 100' }, 'vus', 'value', 'none'],
    [{ metric: 'my_errors', target: '< 1%' }, 'my_errors', 'rate', 'ratio'],
    [{ metric: 'my_logins', target: '> 5/s' }, 'my_logins', 'rate', 'per second'],
    [{ metric: 'my_size', target: '< 10 kB' }, 'my_size', 'p95', 'bytes'],
    [{ metric: 'my_count', stat: 'count', target: '> 5' }, 'my_count', 'count', 'count'],
    [{ metric: 'browser_web_vital_cls', stat: 'p75', target: '< 0.1' }, 'browser_web_vital_cls', 'p75', 'none'],
  ])('%j', (written, metric, stat, unit) => {
    expect(normalise(written)).toMatchObject({ measure: { metric, stat }, unit });
  });
});

describe('what makes no sense is refused with what to write', () => {
  test.each([
    [{ target: '< 200' }, 'target: a time needs its unit, and 200 has none: "< 200" | write "< 200ms"'],
    [
      { metric: 'http_req_failed', target: '< 0.01/s' },
      'target: this is a percentage, and the limit is a rate per second: "< 0.01/s" | write "< 1%", a share; failed requests per second are the rate of a counter: metric: http_reqs, where: { status: 5xx }, stat: rate',
    ],
    [{ metric: 'ws_ping', target: '< 2' }, 'target: a time needs its unit, and 2 has none: "< 2" | write "< 2s"'],
    [{ target: '< 5%' }, 'target: this is a time, and the limit is a percentage: "< 5%" | write "< 200ms"'],
    [
      { bad: { status: '5xx' }, target: '< 5' },
      'target: a ratio lies between 0 and 1, and 5 does not: "< 5" | write "< 5%"',
    ],
    [
      { good: { status: 200 }, target: '> 101%' },
      'target: a ratio lies between 0 and 100 %, and 101 % does not: "> 101%" | write "> 99%"',
    ],
    [
      { metric: 'http_reqs', stat: 'count', target: '< 5s' },
      'target: this is a count, and the limit is a time: "< 5s" | write "< 10"',
    ],
    [{}, '2: an objective needs a limit | write target: "< 200ms", or critical: "> 500ms", or both'],
    [
      { metric: 'http_reqs', stat: 'p95', target: '< 5' },
      'stat: http_reqs is a counter of k6 and has no p95; it has count or rate (per second)',
    ],
    [
      { monitor: 'cpu', stat: 'rate', target: '< 70%' },
      "stat: a monitor's readings have no rate; they have p50..p99.9, avg, min, med, max",
    ],
    [{ monitor: 'cpu', metric: 'cpu', target: '< 70%' }, 'metric: `metric` has no meaning beside `monitor`'],
    [
      { good: { a: 1 }, bad: { a: 2 }, target: '> 5%' },
      'bad: `bad` has no meaning beside `good`: one of them says what is counted',
    ],
    [
      { good: { a: 1 }, metric: 'checks', target: '> 5%' },
      'metric: `metric` has no meaning beside `good` or `bad`: write it as `of`',
    ],
    [{ of: 'http_reqs', target: '< 1s' }, 'of: `of` has no meaning without `good` or `bad`'],
    [
      { monitor: 'm', target: '< 4 GB', critical: '> 90%' },
      'critical: target is a size, critical a percentage | write both in the same unit',
    ],
    [
      { good: { status: 200 }, target: '< 99.9%' },
      'target: the share of `good` samples is better when it is larger: "< 99.9%" | write "> …"',
    ],
    [
      { bad: { status: '5xx' }, critical: '< 5%' },
      'critical: the share of `bad` samples is better when it is smaller: "< 5%" | write "> …"',
    ],
    [
      { target: '< 1s', critical: '< 2s' },
      'critical: the target says that small values are good, critical that they are bad | write critical: "> …", at or beyond the target',
    ],
    [
      { target: '< 1s', critical: '> 500ms' },
      'critical: some values would meet the target and be critical at once | write critical: "> 1s", or a limit beyond it',
    ],
    [
      { target: '<= 1s', critical: '>= 1s' },
      'critical: some values would meet the target and be critical at once | write critical: "> 1s", or a limit beyond it',
    ],
    [
      { critical: '== 1s' },
      'critical: critical says beyond which value it fails, and == has no beyond | write it as target',
    ],
  ])('%j', (written, message) => {
    expect(told(written)).toEqual([message]);
  });

  test.each([
    [{ target: '< 1s', critical: '> 1s' }],
    [{ target: '<= 1s', critical: '> 1s' }],
    [{ monitor: 'hits', target: '> 85%', critical: '< 70%' }],
    [{ metric: 'checks', target: '== 100%', critical: '< 95%' }],
    [{ metric: 'http_reqs', target: '> 50/s', critical: '< 10/s' }],
  ])('%j makes sense', (written) => {
    expect(told(written)).toEqual([]);
  });

  test('the error names the path and the text', () => {
    expect(() => normalise({ target: '< 200' })).toThrow(/objectives\[0\]\.target: .*"< 200"/);
  });
});

test('whatever passes the schema either normalises to an Objective or is refused as a UserError', () => {
  const limit = fc.constantFrom('< 1s', '> 5%', '> 2', '== 1', '< 3 GB', '>= 5/s', '> -1');
  const written = fc.record(
    {
      metric: fc.constantFrom('request_time', 'http_reqs', 'checks', 'mine', 'vus', 'data_sent'),
      stat: fc.constantFrom('p95', 'p99.9', 'avg', 'rate', 'count', 'value', 'max'),
      where: fc.constant({ status: 200 }),
      good: fc.constant({ status: '2xx' }),
      bad: fc.constant({ status: 500 }),
      of: fc.constantFrom('http_reqs', 'mine'),
      monitor: fc.constantFrom('cpu'),
      target: limit,
      critical: limit,
      over: fc.constantFrom('10s'),
      allow: fc.constantFrom('5%', 0.1),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(written, (fields) => {
      try {
        const objective = normalise(fields);
        expect(Objective.parse(objective)).toEqual(objective);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }),
  );
});

test('overrides replace fields, and null takes one away', () => {
  const base = WrittenObjective.parse({ name: 'x', target: '< 1s', critical: '> 2s', scenarios: ['load'] });
  expect(mergeObjective(base, { target: '< 500ms' })).toEqual({ ...base, target: '< 500ms' });
  expect(mergeObjective(base, { critical: null, scenarios: null })).toEqual({ name: 'x', target: '< 1s' });
  expect(mergeObjective(base, { stat: undefined, target: undefined })).toEqual(base);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { Objective } from '../../../src/objectives/objective.ts';
import { objectivesFromThresholds } from '../../../src/objectives/written/thresholds.ts';

describe('objectivesFromThresholds', () => {
  test('limits of k6’s own metrics are in base units', () => {
    const [first, second] = objectivesFromThresholds({
      'http_req_duration{name:x}': ['p(95)<500', { threshold: 'avg < 200', abortOnFail: true, delayAbortEval: '10s' }],
    });
    expect(first).toEqual({
      name: 'http_req_duration{name:x} p(95)<500',
      source: 'k6',
      measure: { kind: 'stat', metric: 'http_req_duration', where: { name: 'x' }, stat: 'p95' },
      unit: 'seconds',
      target: { op: '<', value: 0.5 },
      critical: null,
      over: null,
      for: null,
      allow: 0.05,
      scenarios: null,
      required: true,
      severity: 'critical',
    });
    expect(second).toMatchObject({ name: 'http_req_duration{name:x} avg<200', measure: { stat: 'avg' } });
  });

  test.each([
    ['http_req_duration', 'count<500', 'count', 500],
    ['http_req_failed', 'rate<0.5', 'ratio', 0.5],
    ['http_reqs', 'rate<500', 'per second', 500],
    ['data_sent', 'count<500', 'count', 500],
    ['vus', 'value<500', 'none', 500],
    ['request_time', 'max<500', 'seconds', 0.5],
    // Whether a metric of the script is a time, only its series say.
    ['session_length', 'p(95)<500', 'k6', 500],
  ])('%s %s has the unit %s', (metric, text, unit, value) => {
    expect(objectivesFromThresholds({ [metric]: [text] })).toMatchObject([{ unit, target: { op: '<', value } }]);
  });

  test.each([
    ['rate<0.01', 'rate', '<', 0.01],
    ['rate<=.01', 'rate', '<=', 0.01],
    ['count>100', 'count', '>', 100],
    ['value<3', 'value', '<', 3],
    ['med<3', 'med', '<', 3],
    ['min >= 3.', 'min', '>=', 3],
    ['max<1e3', 'max', '<', 1000],
    ['p(99.9)<1500', 'p99.9', '<', 1500],
    ['p( 50 ) < 5', 'p50', '<', 5],
    ['p(100)<5', 'max', '<', 5],
    ['p(0)>5', 'min', '>', 5],
    ['rate==1', 'rate', '==', 1],
    ['rate===1', 'rate', '==', 1],
    ['count!=0', 'count', '!=', 0],
    ['avg>-5', 'avg', '>', -5],
  ])('%s', (text, stat, op, value) => {
    const [objective] = objectivesFromThresholds({ m: [text] });
    expect(Objective.parse(objective)).toMatchObject({ measure: { stat }, target: { op, value } });
  });

  test.each([undefined, null, {}, { m: [] }])('%j holds none', (thresholds) => {
    expect(objectivesFromThresholds(thresholds)).toEqual([]);
  });

  test.each([
    [{ m: ['p95<500'] }, '"p95<500" is no threshold'],
    [{ m: ['p(101)<5'] }, 'is no threshold'],
    [{ m: ['p(95)<500ms'] }, 'is no threshold'],
    [{ m: ['avg<1e999'] }, 'is no threshold'],
    [{ m: [5] }, '5 is no threshold'],
    [{ m: [{ threshold: 5 }] }, 'is no threshold'],
    [{ m: 'avg<5' }, 'the thresholds of m are no list'],
    [{ 'm{': ['avg<5'] }, '"m{" is no metric'],
    [{ 'm{}': ['avg<5'] }, '"m{}" is no metric'],
  ])('refuses %j', (thresholds, told) => {
    expect(() => objectivesFromThresholds(thresholds)).toThrow(told);
  });

  test('tells all of them at once', () => {
    try {
      objectivesFromThresholds({ a: ['x', 'avg<5'], b: ['y'] });
      expect.unreachable();
    } catch (error) {
      expect((error as UserError).problems.map(({ where }) => where?.path)).toEqual([
        'options.thresholds["a"]',
        'options.thresholds["b"]',
      ]);
    }
  });

  test('throws nothing but UserError', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything()), (thresholds) => {
        try {
          objectivesFromThresholds(thresholds);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { Where } from '../../../src/metrics/selector.ts';
import type { Objective } from '../../../src/objectives/objective.ts';
import { judgeObjectives } from '../../../src/slo/judge.ts';
import { fold, measurementOf, objective, planOf, recordOf, threshold } from '../../fixtures/record.ts';
import { Engine, times } from '../../fixtures/timeline.ts';

const PLAN = planOf({ profile: 'load', timeScale: 0.1 });

/** Requests of a healthy minute, each tagged with an outcome as well. */
function judged(of: Objective, failed = 0) {
  const engine = new Engine().hello().mark(0);
  for (let s = 0; s < 183; s++)
    engine.requests(s, { stage: 'load', latencies: times(5, 0.05), failed, tags: { outcome: 'fine' } });
  return judgeObjectives(measurementOf([of], fold(recordOf(PLAN, [of]), engine), PLAN))[0]!;
}

const share = (kind: 'good' | 'bad', part: Where, where: Where = {}, patch: Partial<Objective> = {}) =>
  objective({
    measure: { kind: 'ratio', metric: 'http_reqs', where, part } as Objective['measure'],
    unit: 'ratio',
    target: kind === 'good' ? { op: '>', value: 0.99 } : { op: '<', value: 0.01 },
    critical: null,
    ...patch,
  });

describe('a share of bad requests', () => {
  it.each([
    ['of a class that never occurred', { status: '5xx' }, 'met'],
    ['of several classes that never occurred', { status: ['4xx', '5xx'] }, 'met'],
    ['of a value that never occurred, of a tag that is there', { outcome: 'failed' }, 'met'],
    ['by the code of an error, in a run without one', { error_code: '1*' }, 'met'],
    ['by a tag that is nowhere', { staus: '5xx' }, 'no-data'],
    ['by a tag that is nowhere, of several values', { result: ['failed', 'lost'] }, 'no-data'],
    ['by a tag that is nowhere, beside one that is there', { status: '5xx', result: 'failed' }, 'no-data'],
    ['by "not" of a tag that is nowhere', { result: '!ok' }, 'no-data'],
    ['by the want of a tag', { result: '' }, 'critical'],
    ['by the presence of a tag', { outcome: '!' }, 'critical'],
  ])('%s', (_, part, zone) => {
    expect(judged(share('bad', part)).zone).toBe(zone);
  });

  it('is no data over windows and on a ramp as well', () => {
    expect(judged(share('bad', { staus: '5xx' }, {}, { over: 30, for: 60 }))).toMatchObject({
      zone: 'no-data',
      counts: true,
    });
    const plan = planOf({ profile: 'breakpoint', timeScale: 0.1 });
    const of = share('bad', { staus: '5xx' });
    const engine = new Engine().hello().mark(0);
    for (let s = 0; s < 180; s++) engine.requests(s, { stage: 'to 1x', latencies: times(5, 0.05) });
    expect(judgeObjectives(measurementOf([of], fold(recordOf(plan, [of]), engine), plan))[0]?.zone).toBe('no-data');
  });

  it('names the tag', () => {
    expect(judged(share('bad', { staus: '5xx' })).note).toBe('no sample of http_reqs carries the tag staus');
  });

  it('counts what failed', () => {
    expect(judged(share('bad', { status: ['4xx', '5xx'] }), 1)).toMatchObject({ zone: 'critical', actual: 1 / 6 });
  });
});

describe('a share of good requests', () => {
  it.each([
    ['by a class', { status: '2xx' }, 'met'],
    ['by two classes', { status: ['2xx', '3xx'] }, 'met'],
    ['by what is not bad', { status: ['!4xx', '!5xx'] }, 'met'],
    ['by "not" of a tag that is nowhere', { staus: '!5xx' }, 'no-data'],
    ['by "no error"', { error_code: '' }, 'met'],
  ])('%s', (_, part, zone) => {
    expect(judged(share('good', part)).zone).toBe(zone);
  });
});

describe('a selection', () => {
  it('is no data where a tag is nowhere, and leaves nothing out where it must not have a value', () => {
    expect(judged(share('bad', { status: '5xx' }, { region: 'eu' })).zone).toBe('no-data');
    expect(judged(share('bad', { status: '5xx' }, { probe: '!true' })).zone).toBe('met');
  });
});

describe('a threshold of k6', () => {
  it('means its values to the letter', () => {
    const of = (where: Record<string, string>) => {
      const base = threshold('http_reqs', 'count', '<', 1);
      return judged({ ...base, measure: { ...base.measure, where } as Objective['measure'] }, 1);
    };
    expect(of({ status: '500' })).toMatchObject({ zone: 'critical', actual: 162 });
    for (const value of ['5xx', '5*', '*', '!200']) expect(of({ status: value }).actual ?? 0).toBe(0);
  });
});

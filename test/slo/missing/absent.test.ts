import { describe, expect, it } from 'vitest';
import type { Objective } from '../../../src/objectives/objective.ts';
import { judgeObjectives } from '../../../src/slo/judge.ts';
import { whyUnreadable, zeroOf } from '../../../src/slo/missing/absent.ts';
import { fold, measurementOf, objective, recordOf, scriptPlan } from '../../fixtures/record.ts';
import { Engine } from '../../fixtures/timeline.ts';

const PLAN = scriptPlan(10);
const into = (engine: Engine) => fold(recordOf(PLAN, []), engine);
const requests = () => new Engine().hello().requests(0, { latencies: [0.1, 0.1], tags: { service: 'gateway' } });
const selector = (metric: string, where = {}) => ({ metric, where });

describe('a counter without samples', () => {
  it('is 0 where k6 knows it', () => {
    const engine = requests();
    engine.series('broken_orders', 'counter');
    const timeline = into(engine);
    for (const metric of ['broken_orders', 'dropped_iterations'])
      expect(zeroOf(selector(metric), timeline)?.sum).toBe(0);
    expect(zeroOf(selector('http_reqs', { status: '500' }), timeline)?.sum).toBe(0);
    expect(zeroOf(selector('http_reqs', { service: 'other' }), timeline)?.sum).toBe(0);
  });

  it('is no 0 where nobody knows it, where nothing was sent, or where the tag is a slip of the pen', () => {
    const timeline = into(requests());
    for (const each of [
      selector('mine'),
      selector('ws_sessions'),
      selector('http_reqs', { servcie: 'x' }),
      selector('checks'),
      selector('http_reqs', { stage: '1x' }),
    ])
      expect(zeroOf(each, timeline)).toBeUndefined();
  });

  it('is 0 for objectives of the configuration as well', () => {
    const wanted = objective({
      measure: { kind: 'stat', metric: 'dropped_iterations', where: {}, stat: 'count' },
      unit: 'count',
      target: { op: '<', value: 1 },
      critical: null,
    });
    expect(judgeObjectives(measurementOf([wanted], into(requests()), PLAN))[0]).toMatchObject({
      zone: 'met',
      actual: 0,
    });
  });
});

describe('samples that lost a tag', () => {
  const many = () => {
    const engine = requests();
    engine.line({
      t: 'series',
      id: 90,
      metric: 'http_reqs',
      type: 'counter',
      unit: 'none',
      tags: { status: '200' },
      folded: ['name'],
    });
    return into(engine.frame(0, [90, 7, 7]));
  };

  it.each([{ name: '/x' }, { name: '/*' }, { name: '!/x' }, { name: '/x', status: '200' }])(
    'are no data for %j',
    (where) => {
      expect(whyUnreadable(selector('http_reqs', where), many())).toMatch(
        /^7 samples of http_reqs lost the tag name:.*name tag/,
      );
    },
  );

  it.each([{}, { status: '200' }, { service: 'gateway' }, { name: '*' }, { name: '/x', status: '500' }])(
    'are no matter for %j',
    (where) => {
      expect(whyUnreadable(selector('http_reqs', where), many())).toBeUndefined();
    },
  );

  it('make an objective that asks for the tag no-data, also in its part, and no other', () => {
    const share = (part: Record<string, string>) =>
      objective({
        measure: { kind: 'ratio', metric: 'http_reqs', where: {}, part },
        unit: 'ratio',
        target: { op: '<', value: 0.1 },
        critical: null,
      });
    const judge = (of: Objective) => judgeObjectives(measurementOf([of], many(), PLAN))[0]?.zone;
    expect(judge(share({ name: '/x' }))).toBe('no-data');
    expect(judge(share({ status: '5xx' }))).toBe('met');
  });

  it('know nothing where even closed tags were given ever new values', () => {
    const engine = requests();
    engine.line({ t: 'series', id: 90, metric: 'http_reqs', type: 'counter', unit: 'none', tags: {}, folded: ['*'] });
    const timeline = into(engine.frame(0, [90, 7, 7]));
    expect(timeline.unknown(selector('http_reqs', { status: '200' }))).toBe(7);
    expect(timeline.total(selector('http_reqs'))?.sum).toBe(9);
  });
});

import { describe, expect, it } from 'vitest';
import { heldObjectives, searchable } from '../../src/capacity/searchable.ts';
import type { Measure, Objective } from '../../src/objectives/objective.ts';
import { parseObjectiveFlag } from '../../src/objectives/written/flag.ts';
import { INTEGRITY, monitorOf, objective, ratio, threshold } from '../fixtures/record.ts';

const one = (asked: Objective) => searchable([asked]);
const stat = (metric: string, name: string): Measure => ({ kind: 'stat', metric, where: {}, stat: name });

describe('objectives as shares of bad requests', () => {
  it.each([
    [objective(), 0.05, 0.2],
    [objective({ stat: 'p99.9' }), 0.001, 0.2],
    [objective({ stat: 'med' }), 0.5, 0.2],
    [parseObjectiveFlag('http_req_duration p95 <= 150ms'), 0.05, 0.15],
    [threshold('http_req_duration', 'p90', '<', 250), 0.1, 0.25],
    [threshold('http_req_failed', 'rate', '<', 0.02), 0.02, null],
    [ratio(), 0.01, null],
    [ratio({ part: { status: '200' }, target: { op: '>', value: 0.999 } }), 0.001, null],
  ])('%#', (asked, allowed, limit) => {
    const { searched, left } = one(asked);
    expect(left).toEqual([]);
    expect(searched).toMatchObject([{ name: asked.name, allowed, limit }]);
  });

  it('takes objectives about some of the requests with the tags of these, each ask once', () => {
    const inference = objective({ where: { service: 'inference' }, stat: 'p99' });
    const where = { service: ['gateway', '!x'] };
    const failures = ratio({ measure: { kind: 'ratio', metric: 'http_reqs', where, part: { status: '5xx' } } });
    const { searched, left } = searchable([inference, failures, { ...failures, name: 'again' }, objective()]);
    expect(left).toEqual([]);
    expect(searched).toMatchObject([
      { measure: { text: 'request_time{service:inference} p99' }, allowed: 0.01, where: { service: 'inference' } },
      { allowed: 0.01, limit: null, where: { service: ['gateway', '!x'] } },
      { name: 'API response' },
    ]);
    expect(searched[2]).not.toHaveProperty('where');
    expect(heldObjectives([inference, failures, objective()])).toEqual([inference, failures]);
  });

  it('counts the target and not the critical limit', () => {
    expect(one(objective({ critical: { op: '>', value: 9 } })).searched[0]).toMatchObject({ target: { value: 0.2 } });
    expect(one(objective({ target: null })).left).toEqual(['API response is not searched: it has no target']);
  });

  it.each([
    [objective({ stat: 'avg' }), 'only percentiles can be searched, not avg'],
    [objective({ stat: 'max' }), 'only percentiles'],
    [objective({ target: { op: '>', value: 0.2 } }), 'no upper limit'],
    [objective({ measure: monitorOf('cpu') }), 'about a monitor'],
    [objective({ measure: stat('step_duration', 'p95') }), 'step_duration is not counted by number in flight'],
    [objective({ measure: stat('checks', 'rate'), target: { op: '>', value: 0.99 } }), 'checks is not counted'],
    [ratio({ target: { op: '==', value: 0 } }), 'no limit to failures'],
    [ratio({ target: { op: '<=', value: 0 } }), 'no failure at all'],
    [ratio({ part: { name: '/x' } }), 'by name is not counted'],
    [ratio({ target: { op: '>', value: 0.01 } }), 'no limit to failures'],
  ])('leaves out what cannot be searched, by name: %#', (asked, why) => {
    const { searched, others, left } = one(asked);
    expect(searched).toEqual([]);
    expect(others).toEqual([asked]);
    expect(left).toHaveLength(1);
    expect(left[0]).toContain(`${asked.name} is not searched: `);
    expect(left[0]).toContain(why);
  });

  it('says nothing of what profiles judge by themselves, and takes each limit once', () => {
    expect(one(INTEGRITY)).toEqual({ searched: [], others: [], left: [] });
    const twice = searchable([objective(), objective({ name: 'again' }), objective({ name: 'wider', stat: 'p99' })]);
    expect(twice.searched.map(({ name }) => name)).toEqual(['API response', 'wider']);
  });
});

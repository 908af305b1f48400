import { describe, expect, it } from 'vitest';
import { endpointsOf } from '../../src/judge/endpoints.ts';
import { Engine, times } from '../fixtures/timeline.ts';

describe('endpointsOf', () => {
  it('is one line an endpoint, busiest first, with the latency of its successes', () => {
    const engine = new Engine();
    for (const stage of ['a', 'b']) {
      engine.requests(0, { stage, name: '/x', latencies: times(40, 0.1), failed: 10 });
      engine.requests(0, { stage, name: '/y', latencies: times(60, 0.2) });
    }
    engine.requests(0, { name: '/z', latencies: times(100, 0.3), tags: { method: 'POST' } });
    const rows = endpointsOf(engine.into(), 10);
    expect(rows.map((row) => [row.method, row.name, row.requests, row.failed, row.throughput])).toEqual([
      ['GET', '/y', 120, 0, 12],
      ['GET', '/x', 100, 20, 10],
      ['POST', '/z', 100, 0, 10],
    ]);
    expect(rows.map((row) => [row.latency.count, row.latency.p95])).toEqual([
      [120, 0.2],
      [80, 0.1],
      [100, 0.3],
    ]);
    expect(endpointsOf(engine.into(), 0)[0]?.throughput).toBeNull();
  });

  const requests = (engine: Engine, name: string, tags: Record<string, string> = {}) =>
    engine.requests(0, { name, latencies: [0.1], failed: 1, tags });

  it('is a line a name while there are few, ids or not', () => {
    const engine = new Engine();
    for (let i = 0; i < 15; i++) requests(engine, `/status/${i}`);
    const rows = endpointsOf(engine.into(), 10);
    expect(rows.map(({ name, names }) => [name, names])).toContainEqual(['/status/7', undefined]);
    expect(rows).toHaveLength(15);
  });

  it('tells what many names have in common, and leaves alone what has nothing to do with them', () => {
    const engine = new Engine();
    for (let i = 0; i < 40; i++) requests(engine, `http://h/orders/${i}`);
    requests(engine, 'http://h/login').requests(0, {
      name: 'http://h/orders/0',
      latencies: [1],
      tags: { method: 'PUT' },
    });
    expect(
      endpointsOf(engine.into(), 10).map(({ method, name, names, requests, failed }) => [
        method,
        name,
        names,
        requests,
        failed,
      ]),
    ).toEqual([
      ['GET', 'http://h/orders/{id}', 40, 80, 40],
      ['GET', 'http://h/login', undefined, 2, 1],
      ['PUT', 'http://h/orders/0', undefined, 1, 0],
    ]);
  });

  it('puts what was folded with its pattern, or where that is lost, under other', () => {
    const engine = new Engine();
    requests(engine, 'http://h/orders/1');
    const folded = (id: number, metric: string, type: 'counter' | 'rate', tags: Record<string, string>, sum: number) =>
      engine.line({ t: 'series', id, metric, type, unit: 'none', tags, folded: ['name'] }).frame(0, [id, 100, sum]);
    folded(100, 'http_reqs', 'counter', { method: 'GET', name: 'http://h/orders/{id}' }, 100);
    folded(101, 'http_req_failed', 'rate', { method: 'GET', name: 'http://h/orders/{id}' }, 30);
    folded(102, 'http_reqs', 'counter', { method: 'GET' }, 100);
    folded(103, 'http_req_failed', 'rate', { method: 'GET' }, 5);
    expect(
      endpointsOf(engine.into(), 10).map(({ name, names, requests, failed }) => [name, names, requests, failed]),
    ).toEqual([
      ['http://h/orders/{id}', undefined, 102, 31],
      ['other', 0, 100, 5],
    ]);
  });

  it('has at most 200 lines, and one for the rest; every request is in one of them', () => {
    const engine = new Engine();
    const letters = (n: number) => [...String(n)].map((d) => 'abcdefghij'[Number(d)]).join('');
    for (let i = 0; i < 500; i++) requests(engine, `/${letters(i)}`);
    const rows = endpointsOf(engine.into(), 10);
    expect(rows).toHaveLength(201);
    expect(rows.at(-1)).toMatchObject({ name: 'other', names: 300, requests: 600, failed: 300 });
    expect(rows.reduce((sum, row) => sum + row.requests, 0)).toBe(1000);
  });
});

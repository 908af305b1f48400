import { describe, expect, it } from 'vitest';
import { judge } from '../../src/judge/judge.ts';
import type { Objective } from '../../src/objectives/objective.ts';
import { recommendations } from '../../src/report/stories/stages/advice.ts';
import { decisionOf } from '../../src/report/stories/stages/decision.ts';
import {
  fold,
  measured,
  objective,
  planOf,
  ratio,
  recordOf,
  runOf,
  scriptPlan,
  threshold,
} from '../fixtures/record.ts';
import { times } from '../fixtures/timeline.ts';

type Endpoints = Readonly<Record<string, { readonly latencies?: readonly number[]; readonly failed?: number }>>;

/** A minute of a script that asks several endpoints. */
function asked(endpoints: Endpoints, objectives: readonly Objective[]) {
  const plan = scriptPlan();
  const record = recordOf(plan, objectives);
  const engine = runOf(plan, { '': { second: () => ({}) } });
  for (const [name, second] of Object.entries(endpoints))
    for (let s = 0; s < 60; s++) engine.requests(s, { ...second, name, tags: { scenario: name.slice(1) } });
  return judge(record, fold(record, engine.end().close())).result;
}

describe('the endpoint that gives way', () => {
  it('is the one with the most samples beyond what the objective allows, not the slowest nor the busiest', () => {
    const result = asked(
      {
        '/json': { latencies: times(50, 0.0008) },
        '/orders': { latencies: times(10, 0.9) },
        '/report': { latencies: [...times(5, 0.49)] },
      },
      [objective()],
    );
    expect(result.causes).toEqual([
      {
        objective: 'API response',
        measure: measured('request_time', 'p95'),
        endpoints: [{ endpoint: 'GET /orders', bad: 600, samples: 600, excess: 570 }],
      },
    ]);
    expect(decisionOf(result).headline).toBe(
      'Misses its objectives: API response is 900 ms, critical is > 500 ms (GET /orders gives way)',
    );
    expect(recommendations(result)).toEqual([
      'Look at GET /orders first: it broke API response (600 of its 600 samples).',
    ]);
  });

  it('is looked for among what the objective selects: never the fastest endpoint', () => {
    const slow = threshold('http_req_duration', 'p50', '<', 5);
    const measure = { kind: 'stat', metric: 'http_req_duration', where: { scenario: 'slow' }, stat: 'p50' } as const;
    const result = asked({ '/json': { latencies: times(50, 0.0008) }, '/slow': { latencies: times(3, 0.06) } }, [
      { ...slow, measure },
    ]);
    expect(recommendations(result)[0]).toMatch(/^Look at GET \/slow first: it broke .* \(180 of its 180 samples\)\.$/);
  });

  it('of errors is the one that fails', () => {
    const result = asked(
      { '/json': { latencies: times(50, 0.01) }, '/orders': { latencies: times(5, 0.01), failed: 5 } },
      [ratio()],
    );
    expect(result.causes[0]?.endpoints[0]).toMatchObject({ endpoint: 'GET /orders', bad: 300, samples: 600 });
    expect(decisionOf(result).headline).toContain('(GET /orders gives way)');
  });

  it('is named for all that it broke at once', () => {
    const result = asked(
      { '/json': { latencies: times(50, 0.01) }, '/orders': { latencies: times(30, 0.9), failed: 10 } },
      [objective(), ratio()],
    );
    expect(recommendations(result)[0]).toBe(
      'Look at GET /orders first: it broke API response (1,800 of its 1,800 samples) and server errors (600 of its 2,400 samples).',
    );
  });

  it('is none where several are alike, and none where there is only one', () => {
    const alike = asked({ '/a': { latencies: times(10, 0.9) }, '/b': { latencies: times(10, 0.9) } }, [objective()]);
    expect(alike.causes[0]?.endpoints).toHaveLength(2);
    const alone = asked({ '/a': { latencies: times(10, 0.9) } }, [objective()]);
    for (const result of [alike, alone]) {
      expect(decisionOf(result).headline).not.toContain('gives way');
      expect(recommendations(result).join()).not.toMatch(/Look at .* first/);
    }
  });

  it('is not looked for where the objective is met', () => {
    expect(
      asked({ '/a': { latencies: times(10, 0.1) }, '/b': { latencies: times(10, 0.01) } }, [objective()]).causes,
    ).toEqual([]);
  });

  it('of a staged run is the one of the stage that was missed', () => {
    const plan = planOf({ timeScale: 0.1 });
    const record = recordOf(plan, [objective()]);
    const engine = runOf(plan);
    const [, own] = plan.stages;
    for (let s = own!.from; s < own!.to; s++)
      engine.requests(s, { stage: own!.name, name: '/orders', latencies: times(20, 0.9) });
    const { result } = judge(record, fold(record, engine.end().close()));
    expect(result.causes[0]?.endpoints.map(({ endpoint, bad }) => [endpoint, bad])).toEqual([['GET /orders', 27 * 20]]);
  });
});

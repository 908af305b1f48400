import { describe, expect, it } from 'vitest';
import { effectiveObjectives, effectiveOverride } from '../../../src/config/effective.ts';
import { foresee } from '../../../src/judge/caveats/foresight.ts';
import type { Objective } from '../../../src/objectives/objective.ts';
import { type ProfileInput, planProfile } from '../../../src/plan/make-plan.ts';
import { judgeObjectives } from '../../../src/slo/judge.ts';
import { exampleFolder, loadExample } from '../../fixtures/examples.ts';
import {
  CEILINGS,
  fold,
  measurementOf,
  objective,
  planOf,
  ratio,
  recordOf,
  runOf,
  scriptPlan,
  TIERS,
  threshold,
} from '../../fixtures/record.ts';
import { times } from '../../fixtures/timeline.ts';

const foreseen = (of: Objective, patch: Partial<ProfileInput> = {}) => foresee([of], planOf(patch));

/** Case "p99.9 in CI": 15 requests/s for 40 s. */
const CI: Partial<ProfileInput> = {
  profile: 'load',
  tier: { name: 'ci', sessions: 4, rate: 15 },
  override: { duration: 40, ramp: 5 },
};

describe('foresee', () => {
  it.each([
    ['p95', []],
    ['p99', []],
    [
      'p99.9',
      [
        'API response cannot be judged in this run: p99.9 needs 2,995 samples, and about 450 are planned in what is judged: hold the load for longer, or take a lower percentile',
      ],
    ],
  ])('says that a percentile needs more samples than are planned: %s', (stat, told) => {
    expect(foreseen(objective({ stat }), CI)).toEqual(told);
  });

  it('counts iterations where they are the samples, and says that a selection holds no more than all', () => {
    const lasting = objective({ measure: { kind: 'stat', metric: 'iteration_duration', where: {}, stat: 'p99' } });
    expect(foreseen(lasting, { ...CI, requests: 2 })[0]).toContain('about 225 are planned');
    expect(foreseen(objective({ stat: 'p99.9', where: { name: '/x' } }), CI)[0]).toContain('at most about 450');
  });

  it('says nothing of what nobody can know: users, steps, scripts, thresholds of k6, a search', () => {
    const rare = objective({ stat: 'p99.9' });
    const step = objective({ measure: { kind: 'stat', metric: 'step_duration', where: {}, stat: 'p99.9' } });
    expect(foreseen(rare, { profile: 'baseline', tier: TIERS.small })).toEqual([]);
    expect(foreseen(step, CI)).toEqual([]);
    expect(foresee([rare], scriptPlan(10))).toEqual([]);
    expect(foreseen(threshold('http_req_duration', 'p99.9', '<', 100), CI)).toEqual([]);
    expect(foresee([rare], { ...planOf(CI), profile: 'capacity' })).toEqual([]);
  });

  it('says nothing of what is not required', () => {
    expect(foreseen(objective({ stat: 'p99.9', required: false }), CI)).toEqual([]);
  });

  it('says that no window fits, nor a row of them', () => {
    expect(foreseen(ratio({ over: 60 }), CI)[0]).toMatch(
      /no judged part holds a window of 1 min, the longest lasts 30 s/,
    );
    expect(foreseen(ratio({ over: 10, for: 60 }), CI)[0]).toMatch(
      /last 30 s at most in what is judged, `for` asks for 1 min/,
    );
    expect(foreseen(ratio({ over: 10, for: 30 }), CI)).toEqual([]);
    expect(foresee([ratio({ over: 60 })], scriptPlan(30))[0]).toMatch(/no judged part/);
    expect(foresee([ratio({ over: 60 })], scriptPlan(null))).toEqual([]);
  });

  it('knows that windows are joined until they hold enough', () => {
    // 299 samples at 15 requests/s take 20 s, of which one fits into 30 s.
    expect(foreseen(objective({ stat: 'p99', over: 10, for: 30 }), CI)[0]).toMatch(/last 20 s at most/);
  });

  it('says that a stage is not there', () => {
    expect(foreseen(objective({ where: { stage: '4x' } }))[0]).toMatch(/no stage is called 4x; there are 0\.5x, 1x/);
    expect(foreseen(objective({ where: { stage: '*x' } }))).toEqual([]);
  });

  it('says that more is asked for than is offered', () => {
    const volume = (value: number) =>
      objective({
        name: 'throughput',
        measure: { kind: 'stat', metric: 'http_reqs', where: {}, stat: 'rate' },
        unit: 'per second',
        target: { op: '>', value },
        critical: null,
      });
    expect(foreseen(volume(150), { profile: 'load' })).toEqual([]);
    expect(foreseen(volume(150))).toEqual([
      'throughput cannot be met in this run: it asks for > 150/s, and in 0.5x 100 requests/s are offered',
    ]);
    expect(foreseen(volume(150), { profile: 'breakpoint' })).toEqual([]);
  });

  it('agrees with what is judged of a healthy run', () => {
    const rules = [
      ...[60, 120, 270, 300, 600, 630].map((row) => ratio({ over: 30, for: row })),
      ...[30, 270, 300].map((over) => ratio({ over })),
      ...['p95', 'p99.9'].map((stat) => objective({ stat })),
      objective({ stat: 'p99', over: 10, for: 60 }),
    ];
    for (const profile of ['load', 'stress', 'spike', 'breakpoint'] as const) {
      for (const timeScale of [1, 0.1]) {
        const tier = { name: 'tiny', sessions: 5, rate: 10 };
        const plan = planOf({ profile, tier, timeScale, override: profile === 'load' ? { duration: 300 } : {} });
        const stories = Object.fromEntries(
          plan.stages.map(({ name, load }) => [
            name,
            { second: () => ({ latencies: times(Math.max(1, Math.round(load.to)), 0.05) }) },
          ]),
        );
        const engine = runOf(plan, stories);
        for (const rule of rules) {
          const [line] = judgeObjectives(measurementOf([rule], fold(recordOf(plan, [rule]), engine), plan));
          const told = foresee([rule], plan).length > 0;
          expect([profile, timeScale, rule.over, rule.for, rule.measure, told]).toEqual([
            profile,
            timeScale,
            rule.over,
            rule.for,
            rule.measure,
            line?.zone === 'no-data',
          ]);
        }
      }
    }
  });
});

describe('the configurations of the guides', () => {
  it.each([
    ['000-thresholds-and-load-tests', ['smoke', 'baseline', 'stress', 'soak'], ['small', 'medium']],
    ['001-service-levels-and-scaling', ['smoke', 'load', 'stress'], ['current']],
    ['002-services-and-growth', ['smoke', 'load', 'stress', 'soak'], ['current']],
    ['003-indicators-and-sizing', ['smoke', 'load'], ['minimum', 'recommended']],
    ['004-runbook', ['smoke', 'load', 'stress'], []],
  ] as const)('ask of no command of theirs what it cannot judge: %s', async (guide, profiles, names) => {
    const { service, tiers } = await loadExample(exampleFolder(guide));
    const chosen =
      names.length > 0 ? tiers.filter(({ name }) => (names as readonly string[]).includes(name)) : [TIERS.medium];
    for (const each of chosen) {
      const tier = { scenarios: {}, objectives: {}, ...each };
      for (const profile of profiles) {
        const of = { service, tier, scenario: profile, profile };
        const objectives = effectiveObjectives({ ...of, flags: [], at: '2026-11-21' });
        const input = { scenario: profile, profile, tier, override: effectiveOverride(of), objectives, requests: 1 };
        for (const timeScale of [1, 0.1]) {
          const plan = planProfile({ ...input, arrivals: 'poisson', seed: 7, timeScale, ceilings: CEILINGS });
          expect([profile, timeScale, foresee(objectives, plan)]).toEqual([profile, timeScale, []]);
        }
      }
    }
  });
});

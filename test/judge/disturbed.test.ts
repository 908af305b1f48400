import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exitCode } from '../../src/judge/exit-code.ts';
import { judge } from '../../src/judge/judge.ts';
import type { GeneratorLine } from '../../src/metrics/lines/lines.ts';
import type { Objective } from '../../src/objectives/objective.ts';
import type { Plan } from '../../src/plan/plan.ts';
import {
  fold,
  objective,
  planOf,
  ratio,
  recordOf,
  runOf,
  type StageStory,
  scriptPlan,
  shared,
  threshold,
} from '../fixtures/record.ts';
import { times, trendEntry } from '../fixtures/timeline.ts';

const PLAN = planOf({ timeScale: 0.1, objectives: [objective()] });
/** Four in a hundred waits last so long; 1 % late timers of at most 20 ms are nothing that spoils the load. */
const waits = (seconds: number): Partial<GeneratorLine> => ({
  canary: trendEntry([...times(48, 0.0001), ...times(2, seconds)], 5),
});
/** No CPU was idle. */
const TAKEN: Partial<GeneratorLine> = { busy: 1 };
const slow = (latency: number, gen: Partial<GeneratorLine> = {}): StageStory => ({
  second: () => ({ latencies: times(20, latency) }),
  gen: () => gen,
});
const failing = (share: number, gen: Partial<GeneratorLine> = {}): StageStory => ({
  second: () => ({ latencies: times(20 * (1 - share), 0.05), failed: 20 * share }),
  gen: () => gen,
});

interface Options {
  readonly plan?: Plan;
  readonly objectives?: readonly Objective[];
  readonly hostsTarget?: boolean;
}

function judged(
  stories: Record<string, StageStory>,
  { plan = PLAN, objectives = [objective()], hostsTarget = false }: Options = {},
) {
  const record = recordOf(plan, objectives);
  const { result } = judge(hostsTarget ? shared(record) : record, fold(record, runOf(plan, stories).end().close()));
  return { ...result, code: exitCode(result, { written: true, failOn: 'critical' }) };
}

const everywhere = (story: StageStory) => Object.fromEntries(PLAN.stages.map(({ name }) => [name, story]));

describe('a host that is busy with other work', () => {
  it('is no reason where the generator did not suffer and the target is elsewhere', () => {
    const result = judged(everywhere({ gen: () => ({ busy: 1, pressure: 0.9, ...waits(0.0005) }) }));
    expect([result.verdict, result.code, result.validity.reasons]).toEqual(['met', 0, []]);
    expect(result.disturbance).toMatchObject({ disturbed: false, shared: false, contended: 1 });
    expect(result.caveats.map(({ code }) => code)).not.toContain('disturbed');
  });

  it('leaves standing what is met on the same machine, and says that it is shared', () => {
    const result = judged(everywhere({ gen: () => TAKEN }), { hostsTarget: true });
    expect([result.verdict, result.code]).toEqual(['met', 0]);
    expect(result.caveats.find(({ code }) => code === 'disturbed')?.text).toMatch(
      /the target shares the machine, whose CPUs were taken 100 % of the time\. .*what is met stands$/,
    );
  });

  it('makes inconclusive what is missed on the same machine, however clearly', () => {
    const result = judged({ '1x': slow(3, TAKEN) }, { hostsTarget: true });
    expect([result.verdict, result.code]).toEqual(['inconclusive', 5]);
    expect(result.validity.reasons.map(({ code, stage }) => [code, stage])).toEqual([
      ['disturbed', null],
      ['disturbed', '1x'],
    ]);
    expect(result.validity.reasons[0]?.text).toMatch(
      /^API response \(3 s\): missed, but the target shares this machine/,
    );
    expect(judged({ '1x': slow(3, TAKEN) }).verdict).toBe('critical');
    expect(judged({ '1x': slow(3) }, { hostsTarget: true }).verdict).toBe('critical');
  });
});

describe('waits of the generator', () => {
  it('are stated as what they can have added, twice of them, and four times where the target waits too', () => {
    const story = { '1x': slow(0.05, waits(0.015)) };
    const { disturbance } = judged(story);
    expect(disturbance.p50).toBeCloseTo(0.0002, 5);
    expect(disturbance.p95).toBeCloseTo(0.03, 3);
    expect(disturbance.max).toBeCloseTo(0.03, 3);
    expect(judged(story, { hostsTarget: true }).disturbance.p95).toBeCloseTo(0.06, 3);
    expect(judged({}).disturbance).toMatchObject({ p50: null, p95: null, wait: null });
  });

  it('that matter are a caveat with the margin', () => {
    const { caveats, verdict, stages } = judged({ '1x': slow(0.15, waits(0.015)) });
    expect(verdict).toBe('met');
    expect(caveats.find(({ code }) => code === 'disturbed')?.text).toMatch(
      /the p95 by up to 30(\.\d+)? ms\. That only/,
    );
    expect(stages.filter(({ disturbance }) => disturbance.disturbed).map(({ name }) => name)).toEqual(['1x']);
  });

  it.each([
    ['by no more than they can have added', 0.515, 'inconclusive', 5],
    ['by more than they can have added', 0.6, 'critical', 3],
    ['by far', 3, 'critical', 3],
    ['and degraded by no more', 0.215, 'inconclusive', 5],
    ['and degraded all the same', 0.3, 'degraded', 0],
  ])('may explain what is missed %s', (_, latency, verdict, code) => {
    const result = judged({ '1x': slow(latency, waits(0.015)) });
    expect([result.verdict, result.code]).toEqual([verdict, code]);
  });

  it('never take back what is critical beyond doubt elsewhere', () => {
    const result = judged({ '0.5x': slow(0.515, waits(0.015)), '1x': slow(3) });
    expect([result.verdict, result.code]).toEqual(['critical', 3]);
    expect(result.stages.filter(({ valid }) => !valid).map(({ name }) => name)).toEqual(['0.5x']);
  });

  it('spoil a step beyond the tier for the breaking point, not for the verdict', () => {
    const result = judged({ '1.5x': slow(0.515, waits(0.015)), '2x': slow(3) });
    expect(result.verdict).toBe('met');
    expect(result.estimates.breakingPoint).toMatchObject({ lower: 200, upper: 400 });
  });

  it('are looked for second by second where windows are judged', () => {
    const windows = objective({ over: 3, allow: 0.05, critical: null });
    const spell = (latency: number): StageStory => ({
      second: (s) => ({ latencies: times(20, s < 50 ? latency : 0.05) }),
      gen: (s) => (s < 50 ? waits(0.015) : {}),
    });
    expect(judged({ '1x': spell(0.215) }, { objectives: [windows] }).verdict).toBe('inconclusive');
    expect(judged({ '1x': spell(0.3) }, { objectives: [windows] }).verdict).toBe('critical');
  });
});

describe('errors under disturbance', () => {
  const errors = [ratio()];
  it('stand beyond the share of requests that had to wait', () => {
    // Two waits, each long at 4 % of the moments.
    expect(judged({ '1x': failing(0.1, waits(0.015)) }, { objectives: errors }).verdict).toBe('inconclusive');
    expect(judged({ '1x': failing(0.5, waits(0.015)) }, { objectives: errors }).verdict).toBe('critical');
    expect(judged({ '1x': failing(0.1, waits(0.009)) }, { objectives: errors }).verdict).toBe('critical');
  });

  it('stand beyond the share of the time in which a shared machine was taken', () => {
    const taken = (s: number) => (s >= 45 && s < 50 ? TAKEN : {});
    const some = (share: number): StageStory => ({ ...failing(share), gen: taken });
    expect(judged({ '1x': some(0.1) }, { objectives: errors, hostsTarget: true }).verdict).toBe('inconclusive');
    expect(judged({ '1x': some(0.5) }, { objectives: errors, hostsTarget: true }).verdict).toBe('critical');
  });
});

it('throughput needs calm', () => {
  const least = objective({
    name: 'throughput',
    measure: { kind: 'stat', metric: 'http_reqs', where: {}, stat: 'rate' },
    unit: 'per second',
    target: { op: '>', value: 100 },
    critical: null,
  });
  const run = (gen: Partial<GeneratorLine>) =>
    judged({ '1x': slow(0.05, gen) }, { objectives: [objective(), least] }).verdict;
  expect(run({})).toBe('critical');
  const everyStage = (gen: Partial<GeneratorLine>) =>
    judged(everywhere(slow(0.05, gen)), { objectives: [objective(), least] }).verdict;
  expect([everyStage({}), everyStage(waits(0.015))]).toEqual(['critical', 'inconclusive']);
});

it('a plain script is judged as a whole by the same rules', () => {
  const plan = scriptPlan(30);
  const objectives = [threshold('http_req_duration', 'p95', '<', 500)];
  const verdict = (latency: number) => judged({ '': slow(latency, waits(0.015)) }, { plan, objectives }).verdict;
  expect([verdict(0.4), verdict(0.51), verdict(0.6)]).toEqual(['met', 'inconclusive', 'critical']);
});

describe('a recovery that came late or not at all', () => {
  const plan = planOf({ profile: 'spike', timeScale: 0.1, override: { recovery: { within: 100 } } });
  const { rampTo } = plan.stages.at(-1)!;
  const recovering = (seconds: number, taken: (s: number) => boolean) => {
    const recovery: StageStory = {
      second: (s) => ({ latencies: times(20, s < rampTo + seconds ? 2 : 0.05) }),
      gen: (s) => (taken(s) ? TAKEN : {}),
    };
    const { verdict, objectives, validity } = judged({ recovery }, { plan, hostsTarget: true });
    return [verdict, objectives.find(({ name }) => name === 'recovery')?.zone, validity.reasons[0]?.text.split(':')[0]];
  };

  it('needs calm while the service recovered', () => {
    const never = () => false;
    expect(recovering(12, never)).toEqual(['critical', 'critical', undefined]);
    expect(recovering(99, never)).toEqual(['critical', 'critical', undefined]);
    const taken = (s: number) => s < rampTo + 9;
    expect(recovering(12, taken)).toEqual(['inconclusive', 'critical', 'recovery (12 s)']);
    expect(recovering(99, () => true).slice(0, 2)).toEqual(['inconclusive', 'critical']);
  });

  it('is late beyond doubt where the machine was taken afterwards', () => {
    expect(recovering(12, (s) => s >= rampTo + 13)).toEqual(['critical', 'critical', undefined]);
  });
});

it('disturbance never turns a miss into a pass, nor a pass into anything else', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 0.018, noNaN: true }),
      fc.boolean(),
      (latency, wait, hostsTarget) => {
        const calm = judged({ '1x': slow(latency) }).verdict;
        const { verdict } = judged({ '1x': slow(latency, { ...waits(wait), ...TAKEN }) }, { hostsTarget });
        expect(calm === 'met' ? ['met'] : [calm, 'inconclusive']).toContain(verdict);
      },
    ),
    { numRuns: 30 },
  );
});

import { describe, expect, it } from 'vitest';
import { ServiceConfig, type WrittenServiceConfig } from '../../../src/config/service-config.ts';
import { killSwitch } from '../../../src/judge/watch/kill-switch.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { planOf, runOf, type StageStory, scriptPlan } from '../../fixtures/record.ts';
import { Engine, times } from '../../fixtures/timeline.ts';

type Written = NonNullable<WrittenServiceConfig['safety']>['stopWhen'];
const STATED = { file: 'loadkit.config.yaml', line: 4, column: 13, path: 'safety.stopWhen' };

/** When the switch acts, in seconds of the engine, and what it says. */
function acts(plan: Plan, lines: Engine['lines'], stopWhen?: Written, offset = 0) {
  const safety = stopWhen === undefined ? {} : { stopWhen };
  const rules = ServiceConfig.parse({ safety }).safety.stopWhen;
  const stated = stopWhen === undefined ? undefined : STATED;
  const see = killSwitch({ rules, stated, plan, offset: () => offset });
  for (const line of lines) {
    const text = see(line);
    if (text !== undefined) return { at: line.t === 'gen' ? line.s : -1, text };
  }
  return undefined;
}

const failing = (share: number, from = 0): StageStory => ({
  second: (s) =>
    s < from
      ? { latencies: times(20, 0.05) }
      : { latencies: times(Math.round(20 * (1 - share)), 0.05), failed: Math.round(20 * share) },
});
const script = (story: StageStory, seconds = 200) => runOf(scriptPlan(seconds), { '': story }).lines;

describe('the default', () => {
  it('acts when nine of ten requests failed for a minute', () => {
    const found = acts(scriptPlan(), script(failing(0.9)));
    expect(found).toEqual({
      at: 59,
      text: 'kill switch errors >= 90% for 1 min (the default of safety.stopWhen): 90 % of 1,200 requests failed in the last 1 min; the load was ended',
    });
  });

  it('lets a service be that fails less, or recovers in time', () => {
    expect(acts(scriptPlan(), script(failing(0.85)))).toBeUndefined();
    const outage: StageStory = { second: (s) => (s > 20 && s < 70 ? { failed: 20 } : { latencies: times(20, 0.05) }) };
    expect(acts(scriptPlan(), script(outage))).toBeUndefined();
  });

  it('says nothing of a handful of requests', () => {
    const few: StageStory = { second: (s) => (s % 3 === 0 ? { failed: 1 } : {}) };
    expect(acts(scriptPlan(), script(few))).toBeUndefined();
  });

  it('is scaled with the time', () => {
    const plan = planOf({ profile: 'load', timeScale: 0.1 });
    expect(acts(plan, runOf(plan, { load: failing(1) }).lines)?.at).toBe(5);
  });

  it('counts from the scenario’s beginning', () => {
    const plan = planOf({ profile: 'load' });
    expect(acts(plan, runOf(plan, { load: failing(1) }, { offset: 30 }).lines, undefined, 30)?.at).toBe(89);
  });

  it('leaves load beyond the tier’s own alone, and the recovery after it', () => {
    for (const profile of ['stress', 'spike', 'breakpoint'] as const) {
      const plan = planOf({ profile });
      const beyond = plan.stages.filter(({ counts, role }) => !counts || role === 'recovery');
      const stories = Object.fromEntries(beyond.map(({ name }) => [name, failing(1)]));
      expect(acts(plan, runOf(plan, stories).lines), profile).toBeUndefined();
      const own = plan.stages.find(({ counts, role }) => counts && role !== 'recovery')!;
      expect(acts(plan, runOf(plan, { [own.name]: failing(1) }).lines)?.at, profile).toBeLessThan(own.to);
    }
  });

  it('leaves searches alone', () => {
    const plan: Plan = { ...planOf({ profile: 'load' }), profile: 'capacity' };
    expect(acts(plan, runOf(plan, { load: failing(1) }).lines)).toBeUndefined();
  });
});

describe('a rule that is stated', () => {
  it('holds in every stage, and names its line', () => {
    const plan = planOf();
    const found = acts(plan, runOf(plan, { '3x': failing(0.5) }).lines, { errors: '>= 50%', for: '10s' });
    const from = plan.stages.find(({ name }) => name === '3x')!.from;
    expect(found).toEqual({
      at: from + 9,
      text: expect.stringContaining('(loadkit.config.yaml:4:13 (safety.stopWhen))'),
    });
  });

  it('is about latency as well, of successful requests and with samples enough', () => {
    const slow = (s: number, n: number): StageStory => ({ second: () => ({ latencies: times(n, s) }) });
    const rule = { latency: 'p95 > 1s', for: '10s' };
    expect(acts(scriptPlan(), script(slow(2, 20)), rule)).toMatchObject({
      at: 9,
      text: expect.stringMatching(/^kill switch latency p95 > 1s for 10 s .*: it was 2 s over 200 requests/),
    });
    expect(acts(scriptPlan(), script(slow(0.9, 20)), rule)).toBeUndefined();
    expect(acts(scriptPlan(), script(slow(2, 5)), rule)).toBeUndefined();
  });

  it('is none where it is false', () => {
    expect(acts(scriptPlan(), script(failing(1)), false)).toBeUndefined();
  });

  it('counts gRPC calls by their status', () => {
    const engine = new Engine().hello();
    for (let s = 0; s < 20; s++)
      engine.trend(s, 'grpc_req_duration', times(10, 0.01), { status: s < 5 ? '0' : '14' }, 'seconds').gen(s);
    expect(acts(scriptPlan(), engine.lines, { errors: '>= 100%', for: '10s' })?.at).toBe(14);
  });
});

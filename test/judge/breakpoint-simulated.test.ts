import { describe, expect, it } from 'vitest';
import { judge } from '../../src/judge/judge.ts';
import { layoutOf } from '../../src/judge/layout.ts';
import { plannedStop } from '../../src/judge/watch/planned-stop.ts';
import { PLANNED_STOP } from '../../src/metrics/events.ts';
import { Timeline } from '../../src/metrics/timeline/timeline.ts';
import { generator } from '../../src/scenario/random.ts';
import { objective, planOf, recordOf, TIERS } from '../fixtures/record.ts';
import { Engine } from '../fixtures/timeline.ts';

/**
 * The thresholds guide's latencies by second of completion: random arrivals on the plan's ramp, c slots, exponential
 * service, first come first served.
 */
function answers(slots: number, service: number, peak: number, duration: number, seed: number): number[][] {
  const uniform = generator(seed, 1);
  const exponential = () => -Math.log(1 - uniform());
  const free = Array<number>(slots).fill(0);
  const seconds: number[][] = Array.from({ length: duration }, () => []);
  for (let area = exponential(); ; area += exponential()) {
    const at = Math.sqrt((2 * area * duration) / peak);
    if (at >= duration) return seconds;
    const slot = free.indexOf(Math.min(...free));
    free[slot] = Math.max(at, free[slot]!) + exponential() * service;
    seconds[Math.floor(free[slot]!)]?.push(free[slot]! - at);
  }
}

/** The breakpoint run of a tier at full length on M/M/c, ended as the pipeline would end it. */
function ended(tier: keyof typeof TIERS, slots: number, service: number, seed: number) {
  const plan = planOf({ profile: 'breakpoint', tier: TIERS[tier], objectives: [objective()] });
  const record = recordOf(plan);
  const timeline = new Timeline(layoutOf(record));
  const engine = new Engine().hello().mark(0);
  const stop = plannedStop(record, timeline);
  const passed = () => {
    for (const line of engine.lines.splice(0)) timeline.add(line);
  };
  for (const [s, latencies] of answers(slots, service, TIERS[tier].rate * 5, 1800, seed).entries()) {
    engine.requests(s, { stage: s < 360 ? 'to 1x' : 'to 5x', latencies }).arrivals(s, latencies.length);
    passed();
    const reason = s % plan.window === 0 ? stop() : undefined;
    if (reason === undefined) continue;
    engine.event(s, PLANNED_STOP, reason).end().close('complete', reason);
    passed();
    return { at: s, ...judge(record, timeline) };
  }
  throw new Error('it never broke');
}

describe('the breaking point of an M/M/c queue', () => {
  it.each([
    ['small', 2, 0.025, [1, 2]],
    ['medium', 6, 0.02, [1]],
  ] as const)('at the %s tier is about what %d slots of %d s can serve at most', (tier, slots, service, seeds) => {
    const most = slots / service;
    const found = seeds.map((seed) => ended(tier, slots, service, seed));
    for (const { at, result } of found) {
      const { breakingPoint: estimate } = result.estimates;
      expect(estimate!.lower! / most).toBeGreaterThan(0.88);
      expect(estimate!.upper! / most).toBeLessThan(1.12);
      expect(result.run.state).toBe('complete');
      expect(result.verdict).toBe('met');
      // Three windows of ten seconds and the second that must be over.
      const from = (estimate!.lower! / (TIERS[tier].rate * 5)) * 1800;
      expect(at - from).toBeLessThanOrEqual(40);
    }
  });
});

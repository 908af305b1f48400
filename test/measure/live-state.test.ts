import { describe, expect, it } from 'vitest';
import { liveStates } from '../../src/measure/live-state.ts';
import { fold, objective, planOf, recordOf } from '../fixtures/record.ts';
import { Engine, times } from '../fixtures/timeline.ts';

const RECORD = recordOf(planOf({ profile: 'baseline', override: { duration: 7200 } }), [objective()]);

/** An engine after so many seconds of 20 requests each. */
function ranFor(seconds: number) {
  const engine = new Engine().hello().mark(0);
  for (let s = 0; s < seconds; s++) engine.requests(s, { stage: 'baseline', latencies: times(20, 0.05) }).gen(s);
  return engine;
}

describe('the live view', () => {
  it('shows the load, what came of it, and the zones so far', () => {
    const state = liveStates(RECORD, fold(RECORD, ranFor(900)))();
    expect(state).toMatchObject({ scenario: 'baseline', stage: 'baseline', elapsed: 900, throughput: 20, failed: 0 });
    expect(state.load).toEqual({ kind: 'users', value: 50 });
    expect(state.objectives).toMatchObject([{ name: 'API response', zone: 'met', target: { op: '<', value: 0.2 } }]);
    expect(state.history.throughput.slice(-3)).toEqual([20, 20, 20]);
    expect(state.history.failed.at(-1)).toBe(0);
    expect(state.history.p95.at(-1)).toBeCloseTo(0.05, 2);
    expect(state.limits).toEqual({ p95: 0.2, failed: null });
  });

  it('judges anew after a 360th of the run, so that long runs do not judge all the time', () => {
    const engine = ranFor(3600);
    const timeline = fold(RECORD, engine);
    const state = liveStates(RECORD, timeline);
    const zone = () => state().objectives[0]?.zone;
    const known = engine.lines.length;
    expect(zone()).toBe('met');
    for (const line of engine.requests(3600, { stage: 'baseline', latencies: times(9000, 3) }).lines.slice(known)) {
      timeline.add(line);
    }
    expect(zone()).toBe('met');
    timeline.add({ t: 'frame', s: 3609, d: [] });
    expect(zone()).toBe('met');
    timeline.add({ t: 'frame', s: 3610, d: [] });
    expect(zone()).toBe('critical');
  });
});

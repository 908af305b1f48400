import { describe, expect, it } from 'vitest';
import { caveatsOf } from '../../src/judge/caveats.ts';
import { judge } from '../../src/judge/judge.ts';
import { cutOffSamples } from '../../src/slo/cut-off.ts';
import { fold, objective, planOf, ratio, recordOf, runOf } from '../fixtures/record.ts';
import { times } from '../fixtures/timeline.ts';

const LATENCY = objective();
const PLAN = planOf({ profile: 'load', objectives: [LATENCY], override: { duration: 60, ramp: 0 } });
const STAGE = PLAN.stages[0]!.name;

/** A minute of 20 requests/s of 50 ms, after which iterations of these ages (s) were cut off. */
function recordWith(ages: readonly number[], of = [LATENCY]) {
  const engine = runOf(PLAN).trend(89, 'iterations_cut_off', ages, { scenario: 'main' });
  const record = recordOf(PLAN, of);
  return { record, timeline: fold(record, engine.end().close()) };
}

function cutOffAt(ages: readonly number[], of = LATENCY): number {
  return cutOffSamples(of, recordWith(ages).timeline, PLAN, [STAGE]);
}

describe('iterations that the end of the run cut off', () => {
  it('count where they began in the judged part', () => {
    const { judgedFrom } = PLAN.stages[0]!;
    // The load ended after 60 s, they were cut off after 90.
    expect(cutOffAt([31, 50, 89.5 - judgedFrom])).toBe(3);
    expect(cutOffAt([90.5 - judgedFrom])).toBe(0);
    expect(cutOffSamples(LATENCY, recordWith([31]).timeline, PLAN, [])).toBe(0);
    expect(cutOffAt([])).toBe(0);
  });

  it('count once they are older than the objective allows', () => {
    const lasting = (seconds: number, metric: string) =>
      objective({
        measure: { kind: 'stat', metric, where: {}, stat: 'p95' },
        critical: { op: '>', value: seconds },
      });
    // One request: its limit and two seconds of pauses.
    expect([27.5, 29.5, 35].map((limit) => cutOffAt([31], lasting(limit, 'request_time')))).toEqual([1, 0, 0]);
    expect([30, 32].map((limit) => cutOffAt([31], lasting(limit, 'step_duration')))).toEqual([1, 0]);
    expect(cutOffAt([31], ratio())).toBe(1);
  });

  it('are bad, though the others were answered fast', () => {
    const zone = (ages: readonly number[]) => {
      const { record, timeline } = recordWith(ages, [LATENCY, ratio()]);
      const { result } = judge(record, timeline);
      return [result.verdict, ...result.objectives.map((line) => line.zone)];
    };
    expect(zone([])).toEqual(['met', 'met', 'met']);
    // 1,000 requests were judged: 5 % and more hang.
    expect(zone(times(80, 40))).toEqual(['critical', 'critical', 'critical']);
  });

  it('are told as a caveat', () => {
    const { record, timeline } = recordWith(times(80, 40));
    const { objectives, stages, totals, validity, disturbance } = judge(record, timeline).result;
    const findings = {
      validity,
      disturbance,
      engine: record.provenance.engine,
      plan: PLAN,
      timeline,
      objectives,
      stages,
      totals,
    };
    expect(caveatsOf(findings).find(({ code }) => code === 'cut-off-counted-bad')?.text).toMatch(/30 s .* 80$/);
  });
});

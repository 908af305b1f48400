import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import type { Objective } from '../../../src/objectives/objective.ts';
import { decisionOf } from '../../../src/report/stories/stages/decision.ts';
import { fold, objective, planOf, ratio, recordOf, runOf, scriptPlan } from '../../fixtures/record.ts';
import { type Second, times } from '../../fixtures/timeline.ts';

/** Judged from 40 s (a ramp of 30 s and 10 s of settling) to 130 s. */
const LOAD = planOf({ profile: 'load', override: { duration: 100 } });

function told(story: (second: number) => Second, plan = LOAD, objectives: readonly Objective[] = [objective()]) {
  const record = recordOf(plan, objectives);
  const stage = plan.stages[0]?.name ?? '';
  const { result } = judge(
    record,
    fold(
      record,
      runOf(plan, { [stage]: { second: story } })
        .end()
        .close(),
    ),
  );
  const texts = result.caveats.filter(({ code }) => code === 'transient').map(({ text }) => text);
  return { texts, detail: decisionOf(result).detail, result };
}

const good = times(20, 0.026);
const slow = times(20, 1.4);

describe('what passed by inside a judged part', () => {
  it('is a cold start, told with its numbers in caveat and decision', () => {
    const { texts, detail, result } = told((s) => ({ latencies: s < 70 ? slow : good }));
    expect(result.verdict).toBe('critical');
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(
      /^load: the first (29|30|31|32|33) s that were judged had a p95 of 1\.4 s, all that followed 26 ms; to judge it warm, load it before: a longer ramp, or a run just before this one$/,
    );
    expect(detail).toMatch(/^Load: the first .* all that followed 26 ms; to judge it warm, .*\./);
  });

  it('is a cold start of a plain script', () => {
    const { texts } = told((s) => ({ latencies: s < 15 ? slow : good }), scriptPlan(60));
    expect(texts).toEqual([
      'the first 16 s that were judged had a p95 of 1.4 s, all that followed 26 ms; to judge it warm, load it before: a longer ramp, or a run just before this one',
    ]);
  });

  it('is a burst later, of slow answers or of failures', () => {
    const burst = (s: number) => s >= 80 && s < 92;
    expect(told((s) => ({ latencies: burst(s) ? slow : good })).texts).toEqual([
      expect.stringMatching(/^load: from 1 min (19|20) s on, for 1[2-6] s, p95 was 1\.4 s, before and after it 26 ms$/),
    ]);
    const failing = told((s) => (burst(s) ? { latencies: good, failed: 20 } : { latencies: good }), LOAD, [ratio()]);
    expect(failing.texts).toEqual([
      expect.stringMatching(
        /^load: from 1 min .* the share of failed requests was (4\d|50)(\.\d)? %, before and after it 0 %$/,
      ),
    ]);
  });

  it.each<[string, (s: number) => Second, readonly Objective[]]>([
    ['nothing', () => ({ latencies: good }), [objective()]],
    ['slow all the time', () => ({ latencies: slow }), [objective()]],
    ['slow for most of the time', (s) => ({ latencies: s < 110 ? slow : good }), [objective()]],
    ['slower within the limit', (s) => ({ latencies: s < 70 ? times(20, 0.15) : good }), [objective()]],
    ['one bad second', (s) => ({ latencies: s === 90 ? slow : good }), [objective()]],
    ['a few failures now and then', (s) => ({ latencies: good, failed: s % 20 === 0 ? 2 : 0 }), [ratio()]],
    [
      'three times the usual, where nothing limits it',
      (s) => ({ latencies: s < 70 ? times(20, 0.08) : good }),
      [ratio()],
    ],
  ])('is not %s', (_, story, objectives) => {
    expect(told(story, LOAD, objectives).texts).toEqual([]);
  });

  it('without a limit is what takes five times the usual', () => {
    expect(told((s) => ({ latencies: s < 70 ? slow : good }), LOAD, [ratio()]).texts).toHaveLength(1);
  });
});

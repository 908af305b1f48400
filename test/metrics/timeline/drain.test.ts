import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import type { Selector } from '../../../src/metrics/selector.ts';
import type { TimelineLayout } from '../../../src/metrics/timeline/timeline-layout.ts';
import { fold, planOf, recordOf, runOf } from '../../fixtures/record.ts';
import { Engine, times } from '../../fixtures/timeline.ts';

const REQUESTS: Selector = { metric: 'http_reqs', where: {} };

/** A peak of ten seconds, then a recovery of twenty that may drain for sixteen. */
const LAYOUT: TimelineLayout = {
  bin: 1,
  stages: [
    { name: 'peak', from: 0, to: 10, judgedFrom: 2 },
    { name: 'recovery', from: 10, to: 30, judgedFrom: 12, drainedBy: 26 },
  ],
  views: [REQUESTS],
};

/** A request a second in each stage, and iterations of the peak that end in these seconds. */
function recovering(late: readonly number[], offset = 0) {
  const engine = new Engine().mark(offset);
  for (let s = 0; s < 30 + Math.ceil(offset); s++) {
    engine.requests(s, { stage: s + 0.5 - offset < 10 ? 'peak' : 'recovery', latencies: [0.1] });
    if (late.includes(s)) engine.requests(s, { stage: 'peak', latencies: [9] });
    engine.arrivals(s, 1);
  }
  return engine.into(LAYOUT);
}

describe('the judged part of a recovery', () => {
  it.each([
    ['as planned when nothing is left of the peak', [], 12],
    ['as planned when all is over by then', [10, 11], 12],
    ['after the last iteration of the peak', [11, 13, 17], 18],
    ['when the patience is over', [12, 20, 24, 25, 26, 27, 29], 26],
  ])('begins %s', (_, late, from) => {
    const timeline = recovering(late);
    expect(timeline.judgedFrom('recovery')).toBe(from);
    expect(timeline.judgedSeconds(['recovery'])).toBe(30 - from);
    expect(timeline.judged(REQUESTS, ['recovery'])?.sum).toBe(30 - from);
    expect(timeline.generatorIn('recovery')).toMatchObject({ seconds: 30 - from, started: 30 - from });
    expect(timeline.judgedFrom('peak')).toBe(2);
  });

  it('keeps whole seconds at any offset', () => {
    for (const offset of [0.2, 0.634_064, 1.9]) {
      const timeline = recovering([15], offset);
      expect(timeline.judgedFrom('recovery') + offset).toBeCloseTo(16);
      expect(timeline.judged(REQUESTS, ['recovery'])?.sum).toBe(30 + Math.ceil(offset) - 16);
    }
  });

  it('leaves the stages before as they were', () => {
    const [with_, without] = [recovering([15]), recovering([])];
    expect(with_.judged(REQUESTS, ['peak'])?.sum).toBe(without.judged(REQUESTS, ['peak'])!.sum + 1);
    expect(with_.windows(REQUESTS)[20]).toEqual(without.windows(REQUESTS)[20]);
  });

  it('is what a result says of the stage', () => {
    const plan = planOf({ timeScale: 0.1 });
    const record = recordOf(plan);
    const engine = runOf(plan);
    // requests of 3 × that hang until 180 s, in a recovery judged from 171 s
    for (let s = 168; s < 180; s++) engine.requests(s, { stage: '3x', latencies: times(20, 9) });
    engine.lines.sort((a, b) => ('s' in a ? a.s : -1) - ('s' in b ? b.s : -1));
    const { result } = judge(record, fold(record, engine));
    expect(result.stages.at(-1)).toMatchObject({
      name: 'recovery',
      judgedFrom: 180,
      to: 198,
      valid: true,
      throughput: 20,
    });
    const judged = result.objectives.find(({ stage }) => stage === 'recovery');
    expect(judged).toMatchObject({ zone: 'met', samples: 18 * 20 });
  });
});

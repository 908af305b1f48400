import { describe, expect, test } from 'vitest';
import { judge } from '../../../../src/judge/judge.ts';
import { nearestLine } from '../../../../src/objectives/nearness.ts';
import type { ObjectiveResult } from '../../../../src/objectives/result.ts';
import { markdownReport } from '../../../../src/report/markdown/markdown.ts';
import { nearestSentence } from '../../../../src/report/nearness.ts';
import { recommendations } from '../../../../src/report/stories/stages/advice.ts';
import { answersOf } from '../../../../src/report/stories/stages/answers.ts';
import { decisionOf } from '../../../../src/report/stories/stages/decision.ts';
import { reportOf, runModel } from '../../../../src/report/stories/stories.ts';
import { terminalReport } from '../../../../src/report/terminal/terminal.ts';
import type { ChartSeries } from '../../../../src/result/chart-series.ts';
import type { Result } from '../../../../src/result/result.ts';
import {
  fold,
  INTEGRITY,
  monitorOf,
  objective,
  planOf,
  ratio,
  recordOf,
  runOf,
  type StageStory,
} from '../../../fixtures/record.ts';
import { times } from '../../../fixtures/timeline.ts';
import { CASES } from '../../fixtures.ts';

const at = (latency: number): StageStory => ({ second: () => ({ latencies: times(40, latency) }) });
const tiers = [
  { name: 'medium', rate: 200 },
  { name: 'large', rate: 500 },
];

function run(
  stories: Record<string, StageStory>,
  objectives = [objective(), ratio()],
): { result: Result; series: ChartSeries } {
  const plan = planOf({ override: { hold: 30, ramp: 3 } });
  const record = { ...recordOf(plan, objectives), tiers };
  return judge(record, fold(record, runOf(plan, stories).end().close()));
}

const HEALTHY = { '0.5x': at(0.03), '1x': at(0.06), '1.5x': at(0.08), '2x': at(0.09), '3x': at(2), recovery: at(0.03) };

describe('closest to its limit', () => {
  test('is one line, with its stage, in every sentence', () => {
    // Pooled over 0.5x, 1x and recovery the p95 is lower than in 1x alone.
    const stories = { ...HEALTHY, '1x': { second: () => ({ latencies: [...times(36, 0.06), ...times(4, 0.18)] }) } };
    const { result, series } = run(stories);
    expect(nearestLine(result.objectives)).toMatchObject({ name: 'API response', stage: '1x', actual: 0.18 });
    const sentence = 'Closest to its limit: API response in 1x at 180 ms, limit < 200 ms (90 % of it).';
    expect(decisionOf(result).detail).toContain(sentence);
    expect(answersOf(result)[0]?.text).toContain(sentence);
    const model = runModel(result, series);
    expect(model.observations[0]).toBe(sentence);
    expect(markdownReport(reportOf(result, series))).toContain('API response in 1x at 180 ms');
  });

  test('is farthest beyond it where one was missed', () => {
    const { result } = run({ ...HEALTHY, '1x': at(0.8) });
    expect(nearestSentence(result.objectives)).toMatch(
      /^Farthest beyond its limit: API response in 1x at 800 ms, .* \(4 × the limit\)\.$/,
    );
  });
});

describe('a line that nobody wrote', () => {
  test('is explained below the headline that names it', () => {
    const { result } = run({ ...HEALTHY, '1x': at(0.8) });
    const line = result.objectives.find(({ counts, zone }) => counts && zone === 'critical')!;
    const note = '3 cut off, the oldest after 5.84 s: 5 % of all';
    const own = {
      ...result,
      objectives: [{ ...line, name: 'unanswered requests', source: 'default', note }],
    } as Result;
    expect(decisionOf(own).headline).toContain('unanswered requests');
    expect(decisionOf(own).detail).toContain(`${note}.`);
  });
});

describe('how much of a limit is taken up', () => {
  const at = (actual: number, target: ObjectiveResult['target'], unit: ObjectiveResult['unit']) =>
    nearestSentence([{ ...run(HEALTHY).result.objectives[0]!, stage: '1x', actual, target, critical: null, unit }]);

  test.each([
    ['a latency', at(0.05, { op: '<', value: 0.2 }, 'seconds'), '25 % of it'],
    ['a latency beyond it', at(0.5, { op: '<', value: 0.2 }, 'seconds'), '2.5 × the limit'],
    ['an availability', at(0.9995, { op: '>', value: 0.999 }, 'ratio'), '50 % of what may be missing'],
    ['an availability below it', at(0.997, { op: '>', value: 0.999 }, 'ratio'), '3 × what may be missing'],
    ['a throughput', at(125, { op: '>', value: 100 }, 'per second'), '1.25 × what is asked'],
    ['a throughput below it', at(40, { op: '>', value: 100 }, 'per second'), '40 % of what is asked'],
    ['any error at all', at(0.1, { op: '<=', value: 0 }, 'ratio'), ''],
  ])('%s: "%s"', (_, sentence, amount) => {
    if (amount === '') expect(sentence).not.toContain('(');
    else expect(sentence).toContain(` (${amount}).`);
  });
});

describe('a run that proves nothing', () => {
  test('tells the peak of its load, and neither what was near a limit nor what was held', () => {
    const { result, series } = CASES['inconclusive']!();
    expect(runModel(result, series).observations).toEqual([expect.stringMatching(/^Peak: \d+ requests\/s over 1 s/)]);
  });

  test('of which nothing was measured says what ran, and what to do', () => {
    const { result, series } = CASES['nothing sent']!();
    const { observations, recommendations: advice } = runModel(result, series);
    expect(observations).toEqual(['180 iterations made no request and no sample of their own.']);
    expect(advice).toEqual(['Make it send requests, and enough of them for each objective.']);
  });
});

describe('a met run', () => {
  test('says what it held against this tier and the next, its peak, and what to do', () => {
    const { result, series } = run(HEALTHY);
    const { observations, recommendations: advice } = runModel(result, series);
    expect(observations).toEqual([
      expect.stringMatching(/^Closest to its limit/),
      "Held 400 requests/s, 100 % more than this tier's 200; the next tier, large, asks for 500.",
      'Peak: 40 requests/s over 1 s, at most 10 users.',
    ]);
    expect(advice).toEqual([
      'Current capacity supports 400 requests/s: scale before load passes that; 600 requests/s broke it.',
    ]);
  });

  test.each(['meets with headroom', 'breaks above the tier', 'closed ramp', 'script', 'aborted'])(
    '%s: has observations and says what next, in Markdown never "None."',
    (name) => {
      const { result, series } = CASES[name]!();
      const model = runModel(result, series);
      if (result.verdict !== 'met') return;
      expect(model.observations.length).toBeGreaterThan(0);
      expect(recommendations(result).length).toBeGreaterThan(0);
      expect(markdownReport(reportOf(result, series))).not.toContain('None.');
    },
  );

  test('does not count what had no data as met', () => {
    const monitor = (name: string) => objective({ name, measure: monitorOf(name), required: false });
    const { result } = run(HEALTHY, [objective(), ratio(), monitor('CPU')]);
    expect([result.verdict, decisionOf(result).headline]).toEqual([
      'met',
      'Meets 3 of 4 objectives at the medium tier, 1 had no data: CPU, breaks between 400 and 600 requests/s',
    ]);
    expect(answersOf(result)[0]).toMatchObject({
      figure: '3 of 4 met',
      text: expect.stringContaining('Without data: CPU.'),
    });
    const many = run(HEALTHY, [objective(), ...['CPU', 'memory', 'disk', 'pool'].map(monitor)]);
    expect(decisionOf(many.result).headline).toContain('4 had no data: CPU, memory and 2 more');
  });

  test('shows no integrity where nothing was read back', () => {
    const { result } = run(HEALTHY, [objective(), INTEGRITY]);
    expect(result.objectives.map(({ name }) => name)).not.toContain('integrity');
  });
});

describe('what must not be missed', () => {
  const limited: StageStory = {
    second: () => ({ latencies: times(20, 0.03), failed: 20, tags: { status: '429' } }),
  };

  test('a rate limit stands in the headline, also where nothing is missed', () => {
    const { result } = run({ ...HEALTHY, '1x': limited }, [objective()]);
    expect(decisionOf(result).headline).toMatch(
      /^Meets .*, but the target limited the rate: .* % of requests got status 429$/,
    );
    const missed = { ...result, verdict: 'critical' as const };
    expect(decisionOf(missed).headline).toMatch(
      /^Misses .*; the target limited the rate: .* % of requests got status 429$/,
    );
  });

  test('arrivals that were never sent stand beside "no request failed"', () => {
    const plan = planOf({ override: { hold: 30, ramp: 3 } });
    const record = recordOf(plan, [objective(), ratio()]);
    const dropping: StageStory = {
      second: () => ({ latencies: times(40, 0.9) }),
      gen: () => ({ dropped: 10, vusMax: 5000 }),
    };
    const engine = runOf(plan, { ...HEALTHY, '3x': dropping });
    for (let s = 140; s < 160; s++) engine.counter(s, 'dropped_iterations', 10);
    const { result, series } = judge(record, fold(record, engine.end().close()));
    const model = runModel(result, series);
    expect(
      reportOf(result, series).sections.find(({ question }) => question === 'What failed, and how?')?.finding,
    ).toBe('No request that was sent failed; 200 arrivals were never sent.');
    const row = model.matrix!.rows.find(({ name }) => name === 'server errors')!;
    expect(row.cells[4]?.text).toBe('20 % never sent');
  });

  test('the terminal says each thing once', () => {
    const { result, series } = run({ ...HEALTHY, '1x': limited }, [objective()]);
    const text = terminalReport(reportOf(result, series), { width: 200, colour: false, files: [] });
    expect(text.match(/limited the rate/g)).toHaveLength(1);
  });

  test('the terminal says what integrity asks, which nobody wrote', () => {
    const { result, series } = run(HEALTHY, [objective()]);
    const view = { width: 200, colour: false, files: [] };
    const meaning = '  integrity: what the journey wrote is read as it was written (readBack(); without it not judged)';
    expect(terminalReport(reportOf(result, series), view)).not.toContain(meaning);
    const objectives = result.objectives.map((line) => ({ ...line, name: 'integrity', source: 'profile' as const }));
    expect(
      terminalReport(reportOf({ ...result, objectives }, series), view)
        .split('\n')
        .filter((line) => line === meaning),
    ).toHaveLength(1);
  });
});

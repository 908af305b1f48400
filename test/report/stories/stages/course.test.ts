import { describe, expect, test } from 'vitest';
import { judge } from '../../../../src/judge/judge.ts';
import { PLANNED_STOP } from '../../../../src/metrics/events.ts';
import type { ProfileInput } from '../../../../src/plan/make-plan.ts';
import { htmlReport } from '../../../../src/report/html/html.ts';
import { markdownReport } from '../../../../src/report/markdown/markdown.ts';
import { recommendations } from '../../../../src/report/stories/stages/advice.ts';
import { decisionOf } from '../../../../src/report/stories/stages/decision.ts';
import { reportOf, runModel } from '../../../../src/report/stories/stories.ts';
import { fold, objective, planOf, ratio, recordOf, runOf, STARVED, type StageStory } from '../../../fixtures/record.ts';
import { type Engine, times } from '../../../fixtures/timeline.ts';

const at = (latency: number, failed = 0): StageStory => ({ second: () => ({ latencies: times(40, latency), failed }) });

/** A run at a tenth of its length, unless said. */
function resultOf(
  profile: ProfileInput['profile'],
  stories: Record<string, StageStory> = {},
  { timeScale = 0.1, end = (engine: Engine) => engine, until = Number.POSITIVE_INFINITY } = {},
) {
  const plan = planOf({ profile, timeScale, objectives: [objective()] });
  const record = recordOf(plan, [objective(), ratio()]);
  const { result, series } = judge(
    record,
    fold(
      record,
      end(runOf(plan, stories, { until }))
        .end()
        .close(),
    ),
  );
  return { result, series, ...decisionOf(result) };
}

describe('load and soak', () => {
  test('say how long which load was judged', () => {
    expect(resultOf('load', { load: at(0.1) })).toMatchObject({
      headline: 'Meets its objectives at the medium tier',
      detail:
        'Judged over 2 min 42 s at 200 requests/s. Closest to its limit: API response at 100 ms, limit < 200 ms (50 % of it).',
    });
    expect(resultOf('soak', { soak: at(0.1) }, { timeScale: 0.02 }).detail).toMatch(
      /^Judged over 4 min 19 s with 50 users\. Closest/,
    );
  });
});

describe('a spike', () => {
  test('that was stood', () => {
    expect(resultOf('spike', { spike: at(0.1) }).detail).toMatch(
      /^During the spike \(5 × the tier's rate, 1,000 requests\/s for 6 s\) no request failed and p95 was 100 ms\. The objectives held as soon as the load had fallen\./,
    );
  });

  test('that hurt, and was over when it was over', () => {
    const hurt: StageStory = {
      second: () => ({ latencies: times(35, 2), failed: 5 }),
      gen: () => ({ dropped: 10, vusMax: 5000 }),
    };
    const { headline, detail } = resultOf('spike', { spike: hurt });
    expect(headline).toBe('Meets its objectives at the medium tier');
    expect(detail).toMatch(/12\.5 % of the requests failed, 20 % of the arrivals found no free user and p95 was 2 s/);
    expect(detail).toMatch(
      /; beyond critical: API response, server errors\. The objectives held as soon as the load had fallen\./,
    );
  });

  test('that was not recovered from', () => {
    const { headline, detail } = resultOf('spike', { spike: at(2), recovery: at(0.9) });
    expect(headline).toMatch(/^Misses its objectives at the medium tier: API response is 900 ms/);
    expect(detail).toMatch(
      /^During the spike .* It did not recover in the 30 s that it was watched after the load had fallen: API response did not hold again\./,
    );
    expect(resultOf('spike', { spike: at(2), recovery: at(0.3) }).detail).toMatch(
      /^Within the critical limits, beyond the targets\. During the spike .* It recovered to within the critical limits, not to the targets, 0 s after/,
    );
  });

  test('says nothing of a recovery from what was broken before', () => {
    expect(resultOf('spike', { before: at(2), recovery: at(2) }).detail).not.toMatch(/did not recover|recovered/);
  });

  test('that cannot be believed, or was not answered', () => {
    expect(resultOf('spike', { spike: { ...at(2), gen: () => STARVED } }).detail).toMatch(
      /^What happened during the spike \(.*\) cannot be believed: the generator fell behind its schedule/,
    );
    const silent = resultOf('spike', { spike: { second: () => ({}), gen: () => ({ scheduled: 20, started: 20 }) } });
    expect(silent.detail).toMatch(/^During the spike \(.*\) no request was answered\./);
  });
});

describe('a breakpoint', () => {
  const slowFrom = (from: number): Record<string, StageStory> => {
    const story: StageStory = { second: (s) => ({ latencies: times(70, s >= from ? 2 : 0.05) }) };
    return { 'to 1x': story, 'to 5x': story };
  };
  const broke = (from: number, timeScale = 1, row = 30) =>
    resultOf('breakpoint', slowFrom(from), {
      timeScale,
      until: from + row + 2,
      end: (engine) => engine.event(from + row, PLANNED_STOP, 'the load was ended: x'),
    });

  test('says between which rates', () => {
    const { headline, detail, result, series } = broke(500);
    expect(headline).toBe('Meets its objectives at the medium tier, breaks between 278 and 283 requests/s');
    expect(detail).toMatch(
      /^Breaks between 278 and 283 requests\/s, 1\.39 × the tier's rate \(windows of the ramp, API response first\)\./,
    );
    const model = runModel(result, series);
    expect(model.events).toEqual(['8 min 50 s: the load was ended: x']);
    expect(model.stages.rows.map((row) => row.slice(0, 2))).toEqual([
      ['to 1x', '200 requests/s'],
      ['to 5x', '295 requests/s'],
    ]);
    const page = { script: '', style: '', sha256: '', fontFaces: '' };
    for (const text of [htmlReport(reportOf(result, series), page), markdownReport(reportOf(result, series))])
      expect(text).not.toMatch(/\bNaN\b|\bundefined\b|\bInfinity\b/);
  });

  test('below the tier’s rate it is what was missed', () => {
    expect(broke(200)).toMatchObject({
      headline: expect.stringMatching(
        /^Misses its objectives at the medium tier: API response is 2 s, critical is > 500 ms$/,
      ),
      detail: expect.stringMatching(/^Breaks between 111 and 117 requests\/s, 0\.556 × the tier's rate/),
    });
  });

  test('that nothing broke', () => {
    expect(resultOf('breakpoint', {}, { timeScale: 1 }).detail).toMatch(
      /^Nothing broke up to 1,000 requests\/s, 5 × the tier's rate\. Closest/,
    );
  });

  test('of a time-scaled run is not claimed, in any sentence', () => {
    expect(resultOf('breakpoint').detail).toMatch(/^Nothing broke in this time-scaled run\. Closest/);
    const { headline, detail, result, series } = broke(50, 0.1, 3);
    expect(headline).toBe('Meets its objectives at the medium tier');
    expect(detail).toMatch(
      /^A critical limit broke in this time-scaled run; at which load, a run at full length says\./,
    );
    const model = runModel(result, series);
    expect(JSON.stringify([model.estimates, model.answers, model.ruler?.marks])).not.toMatch(
      /278|283|no capacity claim/,
    );
  });

  test('advises steps below it, at full length only', () => {
    expect(recommendations(broke(600).result)).toEqual([
      'A ramp shows where a service breaks, not what it carries: hold steps below 333 requests/s (loadkit run stress) before you promise them.',
    ]);
    expect(recommendations(resultOf('breakpoint', {}, { timeScale: 1 }).result)).toEqual([
      'Raise the peak of the ramp to find the limit of this deployment.',
    ]);
    expect(recommendations(broke(50, 0.1, 3).result)).toEqual([
      'Run it at full length: a time-scaled run shows that everything works, and makes no claim of capacity.',
    ]);
  });
});

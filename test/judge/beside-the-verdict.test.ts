import { describe, expect, test } from 'vitest';
import { exitCode, type FailOn } from '../../src/judge/exit-code.ts';
import { judge } from '../../src/judge/judge.ts';
import type { Objective } from '../../src/objectives/objective.ts';
import type { ObjectiveResult } from '../../src/objectives/result.ts';
import { decisionOf } from '../../src/report/stories/stages/decision.ts';
import type { Result } from '../../src/result/result.ts';
import { evidenceOf } from '../../src/sizing/measured/evidence.ts';
import { fold, objective, planOf, ratio, recordOf, runOf } from '../fixtures/record.ts';
import { times } from '../fixtures/timeline.ts';

const SILENCE = { reason: 'the index is being rebuilt', until: '2026-12-31', ended: false };
const WARNING = objective({ name: 'p95 alert', severity: 'warning' });
const SILENCED = objective({ silence: SILENCE });

/** A stress run of which every step but the first is slow: 0.8 s, where 0.5 s is critical. */
function slow(objectives: readonly Objective[]): Result {
  const plan = planOf({ override: { hold: 30, ramp: 3 } });
  const broken = { second: () => ({ latencies: times(40, 0.8) }) };
  const healthy = { second: () => ({ latencies: times(40, 0.05) }) };
  const stories = Object.fromEntries(plan.stages.map(({ name }) => [name, name === '0.5x' ? healthy : broken]));
  const record = recordOf(plan, [...objectives]);
  return judge(record, fold(record, runOf(plan, stories).end().close())).result;
}

const code = (result: Result, failOn: FailOn = 'critical') => exitCode(result, { written: true, failOn });
const pooled = ({ objectives }: Result, name: string): ObjectiveResult =>
  objectives.find((line) => line.name === name && line.stage === null)!;

describe('a warning that was missed', () => {
  const result = slow([ratio(), WARNING]);

  test('fails nothing, limits nothing, and is told', () => {
    expect(pooled(result, 'p95 alert')).toMatchObject({ zone: 'critical', counts: false, beside: 'warning' });
    expect([result.verdict, code(result), code(result, 'degraded'), code(result, 'warning')]).toEqual(['met', 0, 0, 3]);
    expect(result.recovery?.zone).toBe('met');
    expect(result.stages.map(({ zone }) => zone)).toEqual(result.stages.map(() => 'met'));
    expect(result.estimates.breakingPoint?.upper).toBeNull();
    const { headline, detail } = decisionOf(result);
    expect(headline).toBe('Meets its objectives at the medium tier, with 1 warning');
    expect(detail).toMatch(/Warning: p95 alert is 80[01] ms.*, critical is > 500 ms\./);
  });

  test('is the same run to `plan` as one without it', () => {
    expect(evidenceOf(result)).toEqual(evidenceOf(slow([ratio()])));
  });
});

test('a warning without data is no pass, and fails nothing', () => {
  const result = slow([ratio(), objective({ name: 'orders', severity: 'warning', where: { name: '/orders' } })]);
  expect([pooled(result, 'orders').zone, code(result, 'warning')]).toEqual(['no-data', 0]);
  expect(decisionOf(result).headline).toContain('with 1 warning without data');
});

test('what is silenced fails nothing, and counts as met nowhere', () => {
  const result = slow([ratio(), SILENCED]);
  expect(pooled(result, 'API response')).toMatchObject({ zone: 'critical', counts: false, beside: 'silenced' });
  expect([result.verdict, code(result, 'warning')]).toEqual(['met', 0]);
  const { headline, detail } = decisionOf(result);
  expect(headline).toBe(
    'Meets its objectives at the medium tier, breaks between 100 and 200 requests/s, with 1 silenced',
  );
  expect(detail).toContain('silenced until 2026-12-31: the index is being rebuilt.');
  expect(result.stages.find(({ name }) => name === '1x')?.zone).toBe('critical');
  expect(evidenceOf(result)).toMatchObject({ lower: 100, upper: 200, unmet: ['API response'] });
});

test('a silence that has ended is told, and changes nothing', () => {
  const result = slow([ratio(), objective({ silence: { ...SILENCE, until: '2026-11-20', ended: true } })]);
  expect([result.verdict, code(result)]).toEqual(['critical', 3]);
  expect(result.caveats.find(({ id }) => id === 'caveat/silence-ended/api-response')?.text).toBe(
    'the silence of API response ended on 2026-11-20 (the index is being rebuilt): it is judged as any other',
  );
});

test('without any objective that decides there is no pass', () => {
  const result = slow([WARNING, SILENCED]);
  expect([result.verdict, code(result)]).toEqual(['no-data', 5]);
  expect(result.caveats.map(({ id }) => id)).toContain('caveat/no-objectives');
});

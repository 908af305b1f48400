import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import { fold, recordOf, runOf, scriptPlan, watching } from '../../fixtures/record.ts';

const RECORD = recordOf(scriptPlan(60), [watching()]);

function gapsOf(readings: readonly (number | undefined)[], every = 1): string[] {
  const { result } = judge(RECORD, fold(RECORD, runOf(RECORD.plan).watched(readings, { every })));
  return result.caveats.filter(({ code }) => code === 'monitor-gap').map(({ text }) => text);
}

const steady = Array.from({ length: 60 }, () => 0.5);

describe('what a monitor did not read is named', () => {
  it('where it was silent for a while', () => {
    const silent = steady.map((value, s) => (s >= 20 && s < 32 ? undefined : value));
    expect(gapsOf(silent)).toEqual(['the monitor host said nothing in 12 s of 1 min: that is a gap, and no 0']);
  });

  it('with the reasons, the most frequent first', () => {
    const run = runOf(RECORD.plan).watched(steady.slice(0, 40));
    const reasons = [
      ...Array.from({ length: 15 }, () => 'status 503'),
      ...Array.from({ length: 5 }, () => 'no answer'),
    ];
    run.lines.push(...reasons.map((reason, i) => ({ t: 'gap' as const, s: 40 + i, reason, source: 1 })));
    const { result } = judge(RECORD, fold(RECORD, run));
    const [caveat] = result.caveats.filter(({ code }) => code === 'monitor-gap');
    expect(caveat?.text).toBe(
      'the monitor host said nothing in 20 s of 1 min (15 × status 503; 5 × no answer): that is a gap, and no 0',
    );
  });

  it('where it never read anything', () => {
    expect(gapsOf([])).toEqual(['the monitor host said nothing in all of the run: that is a gap, and no 0']);
  });

  it('and nothing is said of one that read all along, by its own interval', () => {
    expect(gapsOf(steady)).toEqual([]);
    expect(
      gapsOf(
        steady.map((value, s) => (s % 10 === 0 ? value : undefined)),
        10,
      ),
    ).toEqual([]);
  });
});

it('readings beside a script that did nothing do not make it a measurement', () => {
  const { result } = judge(RECORD, fold(RECORD, runOf(RECORD.plan, { '': { second: () => ({}) } }).watched(steady)));
  expect(result.measured).toBe(false);
  expect(result.verdict).not.toBe('met');
});

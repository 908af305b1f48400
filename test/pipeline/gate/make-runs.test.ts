import { describe, expect, it } from 'vitest';
import { StopError, UserError } from '../../../src/errors.ts';
import { judgedRun } from '../../../src/gate/judged-run.ts';
import type { Leg } from '../../../src/pipeline/gate/legs.ts';
import { endsGate, type MakeRun, makeRuns } from '../../../src/pipeline/gate/make-runs.ts';
import type { Result } from '../../../src/result/result.ts';
import { measured } from '../../fixtures/measured.ts';

const VALID: Result = { ...measured({ stages: [{ rate: 50, zone: 'met' }] }), verdict: 'met' };
const INVALID: Result = {
  ...VALID,
  verdict: 'inconclusive',
  validity: { status: 'inconclusive', reasons: [{ code: 'stage', stage: null, text: 'late', next: 'x' } as never] },
};
const SWITCHED_OFF: Result = { ...VALID, run: { ...VALID.run, state: 'aborted', endedBy: 'kill-switch' } };
const REFUSED: Result = { ...VALID, run: { ...VALID.run, state: 'aborted', endedBy: 'guard-rail' } };

type Made = readonly [Result, number] | Error;
const GOOD: Made = [VALID, 0];
const BAD: Made = [INVALID, 5];

/** A leg of three runs and two retries, whose runs come to this; the last of them again and again. */
async function made(outcomes: readonly Made[], there = 0, stopAfter = Number.POSITIVE_INFINITY) {
  const controller = new AbortController();
  const said: string[] = [];
  let count = 0;
  const make: MakeRun = async () => {
    const outcome = outcomes[Math.min(count, outcomes.length - 1)]!;
    count += 1;
    if (count === stopAfter) controller.abort(new StopError('SIGINT'));
    if (outcome instanceof Error) throw outcome;
    return { result: outcome[0], exitCode: outcome[1] };
  };
  const leg = { scenario: 'load', tier: 'small', repeats: 3, retries: 2, request: { failOn: 'critical' } } as Leg;
  const runs = Array.from({ length: there }, () => judgedRun(VALID, 'critical'));
  const outcome = await makeRuns(
    leg,
    runs,
    { wish: controller.signal, force: controller.signal },
    { tell: (progress) => progress.kind === 'note' && said.push(progress.text), speak: 'plain' },
    make,
  );
  return { ...outcome, count, said, valid: outcome.runs.filter(({ told }) => told.valid).length };
}

describe('the runs of a leg', () => {
  it.each<[string, Parameters<typeof made>, { count: number; valid: number; all: number }]>([
    ['as many as it asks for', [[GOOD]], { count: 3, valid: 3, all: 3 }],
    ['those that are there count', [[GOOD], 2], { count: 1, valid: 3, all: 3 }],
    ['none where all are there', [[GOOD], 3], { count: 0, valid: 3, all: 3 }],
    ['one that is not valid is made again, and stays told', [[BAD, GOOD]], { count: 4, valid: 3, all: 4 }],
    ['as often as there are retries, of all runs together', [[GOOD, BAD, BAD, GOOD]], { count: 5, valid: 3, all: 5 }],
    ['and no more often', [[GOOD, BAD]], { count: 4, valid: 1, all: 4 }],
    ['a refused one ends it', [[GOOD, [REFUSED, 6], GOOD]], { count: 2, valid: 2, all: 2 }],
    [
      'one whose kill switch fired ends it, whatever its code',
      [[GOOD, [SWITCHED_OFF, 3], GOOD]],
      { count: 2, valid: 2, all: 2 },
    ],
    ['one that nobody answered ends it', [[[INVALID, 8], GOOD]], { count: 1, valid: 0, all: 1 }],
    ['a wish to stop ends it', [[GOOD], 0, 2], { count: 2, valid: 2, all: 2 }],
  ])('%s', async (_, given, { count, valid, all }) => {
    const found = await made(...given);
    expect([found.count, found.valid, found.runs.length, found.failure]).toEqual([count, valid, all, null]);
  });

  it('what keeps a run from being made ends it, with its code and words', async () => {
    const found = await made([GOOD, new UserError({ what: 'the port is taken', why: 'by others' })]);
    expect(found).toMatchObject({ count: 2, valid: 1, failure: { code: 2, text: 'the port is taken (by others)' } });
    expect(endsGate(found)).toBe(true);
  });

  it('what the machine refuses between two runs ends it, so that those before it are judged', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, mkdtemp'), {
      code: 'ENOSPC',
      syscall: 'mkdtemp',
    });
    const found = await made([GOOD, full]);
    expect(found).toMatchObject({ count: 2, valid: 1, failure: { code: 7 } });
    expect(found.failure?.text).toContain('no space is left on the disk');
  });

  it('a bug of ours is no finding', async () => {
    await expect(made([GOOD, new RangeError('a bug')])).rejects.toThrow('a bug');
  });

  it('says which one it makes, and what a retry leaves', async () => {
    expect((await made([GOOD, BAD, GOOD])).said).toEqual([
      'load at small: run 1 of 3',
      'load at small: run 2 of 3',
      'that run is inconclusive: another takes its place (1 more after that)',
      'load at small: run 2 of 3',
      'load at small: run 3 of 3',
    ]);
  });
});

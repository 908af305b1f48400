import { describe, expect, it } from 'vitest';
import type { SideName } from '../../../src/compare/pairs/order.ts';
import { type BlocksInput, makeBlocks } from '../../../src/pipeline/pair/blocks.ts';
import type { RunOutcome } from '../../../src/pipeline/run.ts';
import type { Result } from '../../../src/result/result.ts';
import { measured } from '../../fixtures/measured.ts';

const GOOD = measured({ stages: [{ rate: 50, zone: 'met' }] });
const INVALID: Result['validity'] = {
  status: 'inconclusive',
  reasons: [
    {
      id: 'invalid/late-arrivals',
      code: 'late-arrivals',
      stage: null,
      text: 'the generator fell behind',
      next: 'rest',
    },
  ],
};
const of = (result: Partial<Result>, exitCode = 0) =>
  ({ result: { ...GOOD, ...result }, exitCode }) as unknown as RunOutcome;
const ORDER: readonly SideName[] = ['A', 'B', 'B', 'A', 'B', 'A', 'A', 'B'];

/** Blocks of 10 s that take 3 s more, as the outcomes say, the last of them again and again. */
async function made(outcomes: readonly (RunOutcome | undefined)[], more: Partial<BlocksInput> = {}) {
  const [sides, said]: [SideName[], string[]] = [[], []];
  let clock = 0;
  const blocks = await makeBlocks({
    order: ORDER,
    block: 10,
    budget: 1000,
    elapsed: () => clock,
    make: async (side) => {
      clock += 13;
      sides.push(side);
      return outcomes[Math.min(sides.length, outcomes.length) - 1];
    },
    say: (text) => said.push(text),
    asked: () => undefined,
    ...more,
  });
  return { ...blocks, sides: sides.join(''), said };
}

describe('the blocks of a pair', () => {
  it('are made in their order', async () => {
    const { blocks, invalid, doubts, exitCode, sides } = await made([of({})]);
    expect([blocks.length, doubts, exitCode, sides]).toEqual([8, [], undefined, ORDER.join('')]);
    expect(invalid).toEqual({ A: 0, B: 0 });
  });

  it('one that is invalid is made again, not counted, and told of its side', async () => {
    const { blocks, invalid, sides, said } = await made([of({}), of({ validity: INVALID }), of({})]);
    expect([blocks.length, invalid, sides]).toEqual([8, { A: 0, B: 1 }, 'ABBBABAAB']);
    expect(said[1]).toBe('block 2 of 8 (B) is invalid, and made again: the generator fell behind');
  });

  it('one that nobody answered ends all: another would meet nobody either', async () => {
    const { blocks, exitCode, sides } = await made([of({}), of({ validity: INVALID }, 8)]);
    expect([blocks.length, exitCode, sides]).toEqual([1, 8, 'AB']);
  });

  it('not for ever: then nothing can be found', async () => {
    const { blocks, invalid, doubts } = await made([of({}), of({ validity: INVALID })]);
    expect([blocks.length, invalid]).toEqual([1, { A: 0, B: 3 }]);
    expect(doubts).toEqual(['3 blocks were invalid, the last since the generator fell behind']);
  });

  it('no pair is begun for which there is no time', async () => {
    const { blocks, doubts } = await made([of({})], { budget: 4 * 13 + 25 });
    expect([blocks.length, doubts]).toEqual([4, []]);
  });

  it('a wish to stop ends them, before and in a block', async () => {
    const wish = { signal: 'SIGINT', exitCode: 130 };
    let asked = 0;
    const within = await made([of({})], { asked: () => (asked++ < 3 ? undefined : wish) });
    expect(within).toMatchObject({ exitCode: 130, doubts: ['it was stopped by SIGINT in block 2 of 8'] });
    expect([within.blocks.length, within.sides]).toEqual([1, 'AB']);
    expect((await made([of({})], { asked: () => wish })).sides).toBe('');
  });

  it('what ends one before its time ends all, with its exit code where that is final', async () => {
    const ended = (endedBy: Result['run']['endedBy'], code: number) =>
      made([of({}), of({ run: { ...GOOD.run, state: 'aborted', endedBy } }, code)]);
    expect(await ended('guard-rail', 6)).toMatchObject({
      exitCode: 6,
      doubts: ['block 2 of 8 (B) was ended by guard-rail'],
    });
    expect(await ended('kill-switch', 5)).toMatchObject({ exitCode: undefined, doubts: [expect.any(String)] });
  });

  it('keeps which objectives a block broke', async () => {
    const [line] = measured({ stages: [{ rate: 1, zone: 'met' }] }).objectives;
    const objectives = [
      { ...line!, name: 'slow', counts: true, zone: 'critical' as const },
      { ...line!, name: 'slow', counts: true, zone: 'critical' as const },
      { ...line!, name: 'beside', counts: false, zone: 'critical' as const },
    ];
    const { blocks } = await made([of({ objectives }, 3)]);
    expect(blocks[0]!.broken).toEqual(['slow']);
  });
});

import type { SideName } from '../../compare/pairs/order.ts';
import { AROUND_BLOCK } from '../../compare/pairs/time-plan.ts';
import { figuresOf, type RunFigures } from '../../compare/runs/run-figures.ts';
import { isFinal } from '../../judge/exit-code.ts';
import type { RunOutcome } from '../run.ts';

/** A block that counts: what a comparison reads of it, and the objectives that it broke. */
export interface PairBlock {
  readonly side: SideName;
  readonly figures: RunFigures;
  readonly broken: readonly string[];
}

/** The blocks of a pair as far as they were made. */
export interface MadeBlocks {
  /** Valid, complete ones in the order of the plan; the last of them may lack its neighbour. */
  readonly blocks: readonly PairBlock[];
  /** How many of each side were invalid, and are not among them. */
  readonly invalid: Readonly<Record<SideName, number>>;
  /** Why the plan was not carried out, where that forbids to find anything. */
  readonly doubts: readonly string[];
  /** The exit code of what ended it: a guard rail, the engine, a wish to stop. */
  readonly exitCode: number | undefined;
}

export interface BlocksInput {
  readonly order: readonly SideName[];
  /** Seconds of load of each, and seconds until which the last has to be over, from the start of the command. */
  readonly block: number;
  readonly budget: number;
  readonly elapsed: () => number;
  /** Makes one: a run against that side. Undefined: it was stopped before its load. */
  readonly make: (side: SideName) => Promise<RunOutcome | undefined>;
  readonly say: (text: string, outcome?: RunOutcome) => void;
  /** How it was asked to stop; undefined: it was not. */
  readonly asked: () => { readonly signal: string; readonly exitCode: number } | undefined;
}

/**
 * Makes the blocks in their order. One that is invalid is made again, at most as often as there are quadruples twice
 * over. No pair is begun for which the budget has no time.
 */
export async function makeBlocks(input: BlocksInput): Promise<MadeBlocks> {
  const { order, block, budget, elapsed, make, say, asked } = input;
  const blocks: PairBlock[] = [];
  const most = Math.max(2, order.length / 4);
  const invalid = { A: 0, B: 0 };
  let [around, tries] = [AROUND_BLOCK, 0];
  const began = elapsed();
  const end = (doubt: string, exitCode?: number): MadeBlocks => ({ blocks, invalid, doubts: [doubt], exitCode });
  while (blocks.length < order.length) {
    const [at, left] = [blocks.length, budget - elapsed()];
    const side = order[at]!;
    if (left < (at % 2 === 0 ? 2 : 1) * (block + around)) break;
    const wish = asked();
    const outcome = wish ? undefined : await make(side);
    const stoppedBy = asked();
    if (!outcome || stoppedBy)
      return end(
        `it was stopped by ${stoppedBy?.signal ?? 'a signal'} in block ${at + 1} of ${order.length}`,
        stoppedBy?.exitCode,
      );
    tries += 1;
    around = Math.max(AROUND_BLOCK, (elapsed() - began) / tries - block);
    const { result, exitCode } = outcome;
    const name = `block ${at + 1} of ${order.length} (${side})`;
    if (result.run.state !== 'complete')
      return end(`${name} was ended by ${result.run.endedBy}`, isFinal(exitCode) ? exitCode : undefined);
    if (isFinal(exitCode)) return end(`${name} ended with exit code ${exitCode}`, exitCode);
    if (result.validity.status === 'valid') {
      blocks.push({ side, figures: figuresOf(result), broken: brokenIn(result) });
      say(name, outcome);
      continue;
    }
    const [reason] = result.validity.reasons;
    say(`${name} is invalid, and made again: ${reason?.text ?? 'it cannot be believed'}`);
    invalid[side] += 1;
    const all = invalid.A + invalid.B;
    if (all > most) return end(`${all} blocks were invalid, the last since ${reason?.text ?? 'it cannot be believed'}`);
  }
  return { blocks, invalid, doubts: [], exitCode: undefined };
}

function brokenIn({ objectives }: RunOutcome['result']): string[] {
  const names = objectives.flatMap(({ counts, zone, name }) => (counts && zone === 'critical' ? [name] : []));
  return [...new Set(names)];
}

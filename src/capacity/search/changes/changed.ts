import { type Batch, badOf, judgedOf } from '../batch.ts';
import type { SidedBatch, TwoSidedCrossing } from '../estimators/two-sides.ts';
import type { Run } from '../search-state.ts';
import { flowChange } from './faster.ts';

/** A change of the target that the latest blocks show beyond doubt. */
export interface SeenChange {
  readonly kind: 'faster' | 'slower';
  /** The block in which it lies, or before which. */
  readonly block: number;
  /** ln of how much more gets done in the same states */
  readonly by: number;
  /** ln of the rate before it */
  readonly from: number;
}

/** So many of the latest blocks are held against all that came before. */
const MOST_LATEST = 4;
/** Batches before them without which nothing is compared: a few seconds tell little of what is usual. */
const LEAST_BEFORE = { faster: 4, slower: 16 } as const;
/** ln of the flow in the same states, and standard errors of it. */
const LEAST_CHANGE = { faster: 0.1, slower: 0.15 } as const;
const ERRORS = { faster: 4.5, slower: 6 } as const;
/** Of the bad requests that are due: less of a target that got faster, more of one that got slower. */
const CALM = 0.25;
const ROUGH = 2;
/** A flow is known at least so well, standard error of its ln. */
const LEAST_KNOWN = 0.3;

/**
 * Whether the target changed before the latest block, or up to four of them: in the same states far more gets done, or
 * far less, than in all batches before, and bad requests became few, or many. Of several moments the one that shows it
 * best. `runs`: the batches that count, of homing and bracket too, since a line that ran away tells best what got done
 * then.
 */
export function changedSince(
  runs: readonly Run[],
  sided: readonly SidedBatch[],
  crossing: TwoSidedCrossing,
): SeenChange | undefined {
  const blocks = [...new Set(sided.map(({ block }) => block))].slice(-MOST_LATEST);
  const seen = blocks.flatMap((block) => changeIn(runs, block, crossing) ?? []);
  return seen.reduce<(typeof seen)[number] | undefined>((a, b) => (a && a.errors >= b.errors ? a : b), undefined);
}

function changeIn(
  runs: readonly Run[],
  block: number,
  crossing: TwoSidedCrossing,
): (SeenChange & { errors: number }) | undefined {
  const cut = runs.findIndex(({ ask }) => ask.block === block);
  const [before, latest] = [runs.slice(0, cut), runs.slice(cut)];
  const steady = before.filter(({ ask }) => ask.phase !== 'bracket');
  return (
    changeBetween('faster', before, latest, block, crossing) ?? changeBetween('slower', steady, latest, block, crossing)
  );
}

function changeBetween(
  kind: SeenChange['kind'],
  before: readonly Run[],
  latest: readonly Run[],
  block: number,
  { objective, allowed }: TwoSidedCrossing,
): (SeenChange & { errors: number }) | undefined {
  if (before.length < LEAST_BEFORE[kind]) return undefined;
  const sum = (of: (batch: Batch) => number) => latest.reduce((all, { batch }) => all + of(batch), 0);
  const due = allowed * sum((batch) => judgedOf(batch, objective));
  const bad = sum((batch) => badOf(batch, objective));
  if (kind === 'faster' ? bad >= CALM * due : bad <= ROUGH * due) return undefined;
  const { change, se } = flowChange(
    before.map(({ batch }) => batch),
    latest.map(({ batch }) => batch),
  );
  const by = kind === 'faster' ? change : -change;
  if (!(se <= LEAST_KNOWN && by > LEAST_CHANGE[kind] && by > ERRORS[kind] * se)) return undefined;
  return { kind, block, by: change, from: Math.log(before.at(-1)!.batch.rate), errors: by / se };
}

import { type Batch, badOf, judgedOf } from '../batch.ts';
import { poolLevels } from '../estimators/levels.ts';
import { serviceVariation } from '../estimators/service-spread.ts';
import type { SidedBatch, TwoSidedCrossing } from '../estimators/two-sides.ts';
import { busiest } from './flow.ts';

/** The latest blocks, so many that so many bad requests are due in them. */
const LEAST_BLOCKS = 3;
const LEAST_DUE = 400;
/** Of the bad requests that are due, what is next to none. */
const CALM = 0.05;
/** and what is a fair part of them: only where they came before does their absence tell. */
const RESTLESS = 0.15;
/** ln of the flow, and standard errors of it, by which the same states empty faster. */
const LEAST_CHANGE = 0.05;
const ERRORS = 3;
/** The busiest states that hold so many of a part's departures are compared. */
const BUSIEST = 0.25;
const LAST = { least: 100, share: 0.05 };

/**
 * Since which block the target is faster than it was in the blocks before: hardly one of the bad requests that its
 * crossing implies came in the latest blocks, and with as many in flight it gets more done. Undefined where it is not,
 * or nothing came before. A target warms up, or scales, and the bad requests of before would hold the search where it
 * was.
 */
export function fasterSince(
  sided: readonly SidedBatch[],
  { objective, allowed }: TwoSidedCrossing,
): number | undefined {
  const blocks = [...new Set(sided.map(({ block }) => block))].reverse();
  const batches = (of: (block: number) => boolean) => sided.filter(({ block }) => of(block)).map(({ batch }) => batch);
  const due = (some: readonly Batch[]) => allowed * some.reduce((sum, batch) => sum + judgedOf(batch, objective), 0);
  const bad = (some: readonly Batch[]) => some.reduce((sum, batch) => sum + badOf(batch, objective), 0);
  const latest = blocks.find(
    (first, at) => at + 1 >= LEAST_BLOCKS && due(batches((block) => block >= first)) >= LEAST_DUE,
  );
  if (latest === undefined) return undefined;
  const calm = batches((block) => block >= latest);
  const before = batches((block) => block < latest);
  if (bad(calm) > CALM * due(calm) || bad(before) < RESTLESS * due(before) || before.length === 0) return undefined;
  // The change may lie in the first of them, which therefore counts for neither side.
  const since = Math.min(...blocks.filter((block) => block > latest));
  const { change, se } = flowChange(
    before,
    batches((block) => block >= since),
  );
  return change > LEAST_CHANGE && change > ERRORS * se ? since : undefined;
}

/**
 * ln of how much more the later batches got done than the earlier in the busiest states that both have seen, their time
 * in each state being what it was (indirect standardisation). The highest states that the earlier saw are left out: of
 * a summit every way leads down, so that its departures per second are too many. The standard error is that of counts,
 * or of service that varies more.
 */
export function flowChange(earlier: readonly Batch[], later: readonly Batch[]): { change: number; se: number } {
  const [before, after] = [poolLevels(earlier, 0), poolLevels(later, 0)];
  const from = Math.min(busiest(before, BUSIEST), busiest(after, BUSIEST));
  const last = Math.max(from, busiest(before, LAST.share, LAST.least));
  let [done, rested, expected] = [0, 0, 0];
  for (let n = from; n <= last && n < after.departures.length; n++) {
    if (!(before.departures[n]! > 0)) continue;
    done += after.departures[n]!;
    rested += before.departures[n]!;
    expected += (after.seconds[n]! * before.departures[n]!) / before.seconds[n]!;
  }
  const variation = Math.max(1, serviceVariation([...earlier, ...later]) ?? 1);
  return { change: Math.log(done / expected), se: Math.sqrt(variation * (1 / done + 1 / rested)) };
}

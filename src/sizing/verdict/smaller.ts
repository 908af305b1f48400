import type { Sized } from '../sized.ts';

/** Replicas of fewer cores or less memory than those measured carry less: how much less was not measured. */
export function smallerThanMeasured({ ledger, tier, unit, stated }: Sized): string | null {
  for (const [what, mine] of [
    ['cpu', stated.cpu],
    ['memory', stated.memory],
  ] as const) {
    const [own, measured] = [ledger.value(mine), ledger.value(`${unit!.at}_replica_${what}`)];
    if (own !== null && measured !== null && own < measured)
      return `the replicas of ${tier.name} are smaller than those that were measured`;
  }
  return null;
}

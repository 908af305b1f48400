import type { Tier } from '../../config/tier.ts';
import type { Demand } from '../../growth/demand.ts';
import { parseBytes } from '../../units/bytes.ts';
import type { Ledger } from '../ledger.ts';

/** Quantities that fill what a tier states: the database's storage, and the disk of a replica. */
const FILLS: readonly {
  readonly named: RegExp;
  readonly id: string;
  readonly says: string;
  readonly of: (tier: Tier) => number | undefined;
}[] = [
  {
    named: /^(data(base)?|(data(base)? )?storage|database size|data size)$/,
    id: 'storage',
    says: 'storage of the database',
    of: ({ database }) => database?.storage,
  },
  { named: /^disk( space| usage)?$/, id: 'disk', says: 'disk of a replica', of: ({ api }) => api?.disk },
];

/**
 * Enters how much of a growing quantity fits into what a tier states for it, in the unit of the quantity; null where
 * the tier states none, or the quantity is counted in no bytes. `id`: the beginning of the tier's ids.
 */
export function enterRoom(ledger: Ledger, demand: Demand, tier: Tier, id: string): string | null {
  const name = demand.quantity.toLowerCase().replace(/[\s_-]+/g, ' ');
  const fills = FILLS.find(({ named }) => named.test(name));
  const [bytes, each] = [fills?.of(tier), parseBytes(`1 ${demand.unit}`)];
  if (!fills || bytes === undefined || each === undefined) return null;
  const stated = `${id}_stated_${fills.id}`;
  if (!ledger.has(stated))
    ledger.input(stated, 'stated', { value: bytes }, { says: `${fills.says} that ${tier.name} states`, unit: 'bytes' });
  const room = `${demand.id}_${id}_limit`;
  if (ledger.has(room)) return room;
  return ledger.computed(
    room,
    { says: `what of ${demand.quantity} fits into the ${fills.says} at ${tier.name}`, unit: demand.unit },
    `${stated} / ${each}`,
    (n) => n[stated]! / each,
  );
}

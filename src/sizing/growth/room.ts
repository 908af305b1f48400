import type { Tier } from '../../config/tier.ts';
import type { Demand } from '../../growth/demand.ts';
import { parseBytes } from '../../units/bytes.ts';
import type { Ledger } from '../ledger.ts';
import { FILLED, type Filled } from '../measured/in-use.ts';

/** Quantities that fill what a tier states: the database's storage, and the disk of a replica. */
const FILLS: Readonly<
  Record<Filled, { readonly named: RegExp; readonly says: string; readonly of: (tier: Tier) => number | undefined }>
> = {
  storage: {
    named: /^(data(base)?|(data(base)? )?storage|database size|data size)$/,
    says: 'storage of the database',
    of: ({ database }) => database?.storage,
  },
  disk: { named: /^disk( space| usage)?$/, says: 'disk of a replica', of: ({ api }) => api?.disk },
};

/** Enters what a tier states of disk or storage, in bytes, once; undefined where it states none. */
export function enterStatedRoom(ledger: Ledger, tier: Tier, id: string, filled: Filled): string | undefined {
  const { says, of } = FILLS[filled];
  const [stated, bytes] = [`${id}_stated_${filled}`, of(tier)];
  if (bytes === undefined) return undefined;
  if (ledger.has(stated)) return stated;
  return ledger.input(stated, 'stated', { value: bytes }, { says: `${says} that ${tier.name} states`, unit: 'bytes' });
}

/**
 * Enters how much of a growing quantity fits into what a tier states for it, in the unit of the quantity; null where
 * the tier states none, or the quantity is counted in no bytes. `id`: the beginning of the tier's ids.
 */
export function enterRoom(ledger: Ledger, demand: Demand, tier: Tier, id: string): string | null {
  const name = demand.quantity.toLowerCase().replace(/[\s_-]+/g, ' ');
  const filled = FILLED.find((one) => FILLS[one].named.test(name));
  const each = parseBytes(`1 ${demand.unit}`);
  const stated = filled && each !== undefined ? enterStatedRoom(ledger, tier, id, filled) : undefined;
  if (filled === undefined || stated === undefined) return null;
  const room = `${demand.id}_${id}_limit`;
  if (ledger.has(room)) return room;
  return ledger.computed(
    room,
    { says: `what of ${demand.quantity} fits into the ${FILLS[filled].says} at ${tier.name}`, unit: demand.unit },
    `${stated} / ${each}`,
    (n) => n[stated]! / each!,
  );
}

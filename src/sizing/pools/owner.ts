import type { Tier } from '../../config/tier.ts';
import type { Ledger } from '../ledger.ts';
import type { PoolOwner, Sized } from '../sized.ts';

/** How many pools there are: the id of a figure; null: one. */
export interface Pools {
  readonly count: string | null;
}

/** As a tier states it; null: it does not. */
export function statedOwner(ledger: Ledger, { database }: Pick<Tier, 'database'>, id: string): PoolOwner | null {
  const processes = `${id}_stated_processes`;
  return database?.of === undefined ? null : { of: database.of, processes: ledger.has(processes) ? processes : null };
}

/** As the tier states it; of a tier that states no pool, as the nearest smaller one that does. */
export function ownerOf({ ledger, tier, id, stated, smaller }: Sized): PoolOwner | null {
  const own = statedOwner(ledger, tier, id);
  return own ?? (stated.pool === null ? (smaller.findLast((one) => one.stated.pool !== null)?.pools ?? null) : null);
}

/** How many pools so many replicas keep; null: nobody says whose they are, or how many processes a replica has. */
export function enterPools(
  ledger: Ledger,
  owner: PoolOwner | null,
  replicas: string | null,
  { at, where, projected = false }: { readonly at: string; readonly where: string; readonly projected?: boolean },
): Pools | null {
  if (owner === null) return null;
  if (owner.of === 'deployment') return { count: null };
  if (replicas === null) return null;
  if (owner.of === 'replica') return { count: replicas };
  const { processes } = owner;
  if (processes === null) return null;
  const words = { says: `pools, one for each process ${where}`, unit: 'pools', projected };
  const count = ledger.computed(
    `${at}_pools`,
    words,
    `${replicas} * ${processes}`,
    (n) => n[replicas]! * n[processes]!,
  );
  return { count };
}

/** What all pools may open: (pool + overflow) × pools. */
export function enterOpened(
  ledger: Ledger,
  id: string,
  {
    pool,
    overflow,
    pools: { count },
  }: { readonly pool: string; readonly overflow: string | null; readonly pools: Pools },
  { where, projected = false }: { readonly where: string; readonly projected?: boolean },
): string {
  const each = overflow ? `${pool} + ${overflow}` : pool;
  const expression = count === null ? each : overflow ? `(${each}) * ${count}` : `${each} * ${count}`;
  return ledger.computed(
    id,
    { says: `connections at most ${where}`, unit: 'connections', projected },
    expression,
    (n) => (n[pool]! + (overflow ? n[overflow]! : 0)) * (count ? n[count]! : 1),
  );
}

import type { PlannedTier } from '../../result/capacity-plan.ts';
import { formatNumber } from '../../units/format.ts';
import type { Bottleneck } from '../bottleneck.ts';
import { type Known, known } from '../hpa/sheet.ts';
import { replicasOf } from '../hpa/words.ts';
import type { Ledger } from '../ledger.ts';
import type { Sized } from '../sized.ts';
import { missingOfPool } from './checks.ts';
import { enterOpened, enterPools, statedOwner } from './owner.ts';

/** What the pools of a tier may open at the database, against what it takes; and what must be stated to tell. */
export function poolAdvice(sized: Sized, { recommended, checks }: PlannedTier): Bottleneck {
  const { ledger, id, tier, stated } = sized;
  const missing = missingOfPool(sized);
  const open = checks.some(({ resource, fits }) => resource.includes('connections') && fits === null);
  const caveats =
    missing !== null && open ? [`${tier.name} does not state ${missing}: whether its pools suffice is not known`] : [];
  const [takes, stands, planned] = [`${id}_stated_max_connections`, stated.connections, recommended.connections].map(
    (ref) => known(ledger, ref),
  );
  if (!takes) return { advice: [], caveats };
  const advice = [
    { opened: stands, says: 'as stated' },
    { opened: planned, says: 'as recommended' },
  ].flatMap(({ opened, says }) =>
    opened && opened.value > takes.value
      ? [{ text: `${tier.name} ${says} may open ${beyond(opened, takes)}`, figures: [opened.id] }]
      : [],
  );
  return { advice, caveats };
}

/** What the pools may open when the autoscaler runs as many replicas as it may. */
export function poolsOfAutoscaler(
  sized: Sized,
  most: string,
): { readonly says: string[]; readonly caveats: string[]; readonly figures: string[] } {
  const { ledger, id, tier, stated } = sized;
  const owner = statedOwner(ledger, tier, id);
  const { pool, overflow } = stated;
  const nothing = { says: [], caveats: [], figures: [] };
  if (pool === null || owner?.of === 'deployment') return nothing;
  const at = `${id}_hpa`;
  const where = `with as many replicas of ${tier.name} as the autoscaler may run`;
  const pools = enterPools(ledger, owner, most, { at, where });
  const count = replicasOf(ledger.value(most)!);
  if (pools === null)
    return {
      ...nothing,
      caveats: [
        `what ${count} may open at the database is not known: ${tier.name} does not state ${missingOfPool(sized)}`,
      ],
    };
  const opened = known(ledger, enterOpened(ledger, `${at}_opened`, { pool, overflow, pools }, { where }));
  if (!opened) return nothing;
  const figures = [...(pools.count === most || pools.count === null ? [] : [pools.count]), opened.id];
  const takes = known(ledger, `${id}_stated_max_connections`);
  const fits = takes !== null && opened.value <= takes.value;
  const limit = fits ? ` of the ${formatNumber(takes.value, 9)} that the server takes` : '';
  const says = [`Its ${count} may open ${counted(opened)}${limit}: ${sum(ledger, sized, owner!.processes)}.`];
  if (fits) return { says, figures, caveats: [] };
  const caveat = takes
    ? `${count} may open ${beyond(opened, takes)}`
    : `how many connections the database takes is not stated: write database.maxConnections of ${tier.name}`;
  return { says, figures, caveats: [caveat] };
}

/** `5 + 10 in each of 4 processes` */
function sum(ledger: Ledger, { stated: { pool, overflow } }: Sized, processes: string | null): string {
  const each = [pool, overflow]
    .flatMap((one) => (one === null ? [] : [formatNumber(ledger.value(one), 9)]))
    .join(' + ');
  return processes === null
    ? `${each} each`
    : `${each} in each of ${formatNumber(ledger.value(processes), 9)} processes`;
}

function counted({ value }: Known): string {
  return `${formatNumber(value, 9)} connections`;
}

function beyond(opened: Known, takes: Known): string {
  return `${counted(opened)}, and the server takes ${formatNumber(takes.value, 9)}: smaller pools, a pooler before the database, or a server that takes more`;
}

import { formatBytes } from '../../units/format.ts';
import { enterStatedRoom } from '../growth/room.ts';
import { FILLED, inUseId } from '../measured/in-use.ts';
import type { Sized } from '../sized.ts';
import type { ResourceCheck } from './resource-check.ts';

/** What a tier states of the disk and of the database's storage against what a monitor read in use. */
export function roomChecks({ ledger, id, tier }: Sized): ResourceCheck[] {
  return FILLED.flatMap((of) => {
    const needed = inUseId(of);
    if (!ledger.has(needed)) return [];
    const stated = enterStatedRoom(ledger, tier, id, of);
    if (stated === undefined) return [];
    const use = ledger.computed(
      `${id}_${of}_use`,
      { says: `share of the ${of} that ${tier.name} states in use`, unit: 'ratio' },
      `${needed} / ${stated}`,
      (n) => n[needed]! / n[stated]!,
    );
    const [used, room] = [ledger.value(needed)!, ledger.value(stated)!];
    const says = `${formatBytes(used)} in use, ${formatBytes(room)} stated; when it is full, growth.${of} tells`;
    return [{ resource: of, needed, stated, use, fits: used < room, says }];
  });
}

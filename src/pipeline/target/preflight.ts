import { RunError } from '../../errors.ts';
import type { Engine } from '../../k6/engine/engine.ts';
import { safetyOptions } from '../../k6/local/options.ts';
import { askTarget } from '../../k6/local/preflight.ts';
import { type AllowedAddress, hostOf, portOf } from '../../target/allow.ts';
import { accepts, isSilent, isUnheard, unreachable } from '../../target/reach.ts';

interface PreflightInput {
  readonly engine: Pick<Engine, 'path'>;
  readonly url: string;
  /** The script's options. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What the run may reach, the target's own addresses first. */
  readonly addresses: readonly AllowedAddress[];
}

export interface Reached {
  /** The addresses, the one that answered first: k6 pins a name to the first. */
  readonly addresses: readonly AllowedAddress[];
  /** Why the target will not answer the load; undefined where somebody is there. */
  readonly failure?: RunError | undefined;
  /** What a person should know beside. */
  readonly notes: readonly string[];
}

/**
 * Asks the target for a first answer, at each of its addresses until one does: `localhost` may listen on ::1 only,
 * which k6 left to itself would not find.
 */
export async function preflight({ engine, url, options, addresses }: PreflightInput): Promise<Reached> {
  const target = new URL(url.replace(/^ws/i, 'http'));
  const own = addresses.filter(({ name }) => name === hostOf(target));
  const others = addresses.filter((each) => !own.includes(each));
  let failure: RunError | undefined;
  for (const [index, tried] of (own.length > 0 ? own : [undefined]).entries()) {
    const ordered = tried ? [tried, ...own.filter((each) => each !== tried), ...others] : addresses;
    const answer = await askTarget({ engine, url, options, safety: safetyOptions({ addresses: ordered }) });
    if (!answer)
      return { addresses, notes: [`k6 did not say whether ${target.origin} answers: the load is sent all the same`] };
    if (isSilent(answer)) {
      if (!tried || (await accepts(tried.address, portOf(target))))
        return { addresses: ordered, notes: [`${target.origin} takes connections but did not answer within 5 s`] };
      failure ??= silence(target);
      continue;
    }
    const found = unreachable(answer, target);
    if (!found && tried && index > 0)
      return {
        addresses: ordered,
        notes: [`${tried.name} answers at ${tried.address}, not at ${own[0]?.address}: the load goes there`],
      };
    if (!found) return { addresses: ordered, notes: [] };
    failure ??= found;
    if (!isUnheard(answer)) break;
  }
  return { addresses, failure, notes: [] };
}

function silence({ origin }: URL): RunError {
  return new RunError(
    {
      what: `the target ${origin} cannot be reached: nothing takes a connection within 5 s`,
      next: 'start it or check the URL; --no-preflight skips this check',
    },
    8,
  );
}

import { InternalError } from '../../errors.ts';
import { K6_TAGS } from '../../metrics/tags.ts';
import type { AllowedAddress } from '../../target/allow.ts';
import { complement, parseRange, without } from '../../target/cidr.ts';
import { isSingle, LOOPBACK, METADATA } from '../../target/special.ts';

/** What keeps load on the allow-list: pinned names, and every address that must not be reached (CIDR). */
export interface Safety {
  readonly hosts: Readonly<Record<string, string>>;
  readonly blacklistIPs: readonly string[];
}

/** Tags that samples need: k6's own defaults. `vu` and `iter` would cost 7 % of k6's CPU. */
export const SYSTEM_TAGS: readonly string[] =
  'proto subproto status method url name group check error error_code tls_version scenario service expected_response'.split(
    ' ',
  );

/** The system tags of a run: what samples need, and those of k6 that objectives and thresholds name. */
export function systemTagsWith(named: readonly string[]): string[] {
  return [...new Set([...SYSTEM_TAGS, ...named.filter((tag) => K6_TAGS.has(tag))])];
}

/** The names that k6 can pin (lib/types/hosts.go): of others, only their addresses are held. */
const PINNABLE = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

/**
 * The k6 options that enforce the allow-list inside k6, across redirects: allowed names are pinned to what they
 * resolved to before the run, and every other address is blocked, to which other names then resolve. Loopback stays
 * allowed. Pure.
 */
export function safetyOptions({ addresses }: { readonly addresses: readonly AllowedAddress[] }): Safety {
  const hosts: Record<string, string> = {};
  for (const { name, address } of addresses) {
    // k6 pins a name to one address: the first, as the resolver ordered them.
    if (name !== null && PINNABLE.test(name) && !Object.hasOwn(hosts, name)) hosts[name] = address;
  }
  const ranges = addresses.map(({ address }) => {
    const range = parseRange(address);
    if (!range) throw new InternalError(`"${address}" is no address`);
    return range;
  });
  const metadata = METADATA.flatMap((range) => without(range, ranges.filter(isSingle)));
  return { hosts, blacklistIPs: [...complement([...LOOPBACK, ...ranges]), ...metadata] };
}

/** So many ranges stand in one argument: together they stay below what a system takes for one. */
const RANGES_AT_ONCE = 1_000;

/**
 * The arguments by which k6 blocks addresses. Its flags stand above whatever a script exports as `options`, so that no
 * script can shape the list. Pure.
 */
export function blockingArguments(ranges: readonly string[]): string[] {
  const count = Math.ceil(ranges.length / RANGES_AT_ONCE);
  return Array.from({ length: count }, (_, index) => {
    const some = ranges.slice(index * RANGES_AT_ONCE, (index + 1) * RANGES_AT_ONCE);
    return `--blacklist-ip=${some.join(',')}`;
  });
}

import { lookup } from 'node:dns/promises';
import { messageOf, RunError, UserError } from '../errors.ts';
import { type AddressRange, contains, parseRange } from './cidr.ts';
import { type Pins, pinnedAddress } from './pins.ts';
import { isSingle, LOOPBACK, METADATA } from './special.ts';

/** An address or network that load may reach; with the name that was resolved to it, if one was. */
export interface AllowedAddress {
  readonly name: string | null;
  readonly address: string;
}

export interface AllowInput {
  /** The target's URL; null when nobody knows it. */
  readonly target: string | null;
  /** `safety.allow`: host names, addresses and networks. */
  readonly allow: readonly string[];
  /** Where the script's own `hosts` lead: that decides, not the name. */
  readonly pins?: Pins;
  readonly resolve?: Resolve;
}

type Resolve = (host: string) => Promise<readonly string[]>;

export interface AllowDecision {
  /** The target's own, in the resolver's order; then everything else that is listed. */
  readonly addresses: readonly AllowedAddress[];
  /** Names on the list that do not resolve now, and so stay blocked. */
  readonly unresolved: readonly string[];
}

/**
 * Decides whether load may be sent to a target and to which addresses. Loopback always is allowed, and a name that only
 * resolves to loopback; anything else must be listed in `safety.allow`. Without a target only what is listed is allowed
 * besides loopback. Throws UserError (6) naming the line to add, and RunError (8) when the target's name does not
 * resolve.
 */
export async function allowTarget(input: AllowInput): Promise<AllowDecision> {
  const { target, allow, pins = {}, resolve = resolveAll } = input;
  const listed = readList(allow);
  const host = target === null ? null : hostOf(new URL(target));
  const own = target === null ? [] : await targetAddresses(new URL(target), listed, pins, resolve);
  const addresses: AllowedAddress[] = [...own];
  const unresolved: string[] = [];
  for (const name of listed.names) {
    if (name === host) continue;
    const found = await resolve(name).catch(() => []);
    if (found.length === 0) unresolved.push(name);
    // A name that the script pins keeps its pin: k6 would prefer ours to a pattern.
    const kept = pinnedAddress(pins, name, '') === undefined ? name : null;
    addresses.push(
      ...found.filter((address) => !isMetadata(address, listed)).map((address) => ({ name: kept, address })),
    );
  }
  addresses.push(...listed.networks.map(({ text }) => ({ name: null, address: text })));
  return { addresses, unresolved };
}

/** The host of a URL, lower case, without brackets and without the root's dot. */
export function hostOf(url: URL): string {
  return url.hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

/** The addresses of one host among those that load may go to. */
export function addressesOf(host: string, addresses: readonly AllowedAddress[]): string[] {
  return addresses.flatMap(({ name, address }) => (name === host || address === host ? [address] : []));
}

/** A host to which a script sends requests. */
export interface RequestedHost {
  readonly url: URL;
  /** Who names it, for messages. */
  readonly where: string;
  /** What for: to be sent load, unless said, or to be read beside it. */
  readonly purpose?: 'watch';
}

/** Refuses hosts that are neither loopback nor listed, with one problem each. */
export async function refuseHosts(
  hosts: readonly RequestedHost[],
  { allow, pins = {}, resolve = resolveAll }: Omit<AllowInput, 'target'>,
): Promise<void> {
  const listed = readList(allow);
  const problems = [];
  for (const { url, where, purpose } of hosts) {
    const named = hostOf(url);
    const host = pinnedAddress(pins, named, portOf(url)) ?? named;
    const found = parseRange(host) ? [host] : await resolve(host).catch(() => []);
    const why = refusal(host, found, listed);
    if (why) problems.push(purpose === 'watch' ? unwatchable(host, why, where) : refused(host, why, where));
  }
  if (problems.length > 0) throw new UserError(problems, 6);
}

/** Whether a host is loopback, or listed; false too where its name resolves to nothing. */
export async function isAllowed(url: URL, input: Omit<AllowInput, 'target'>): Promise<boolean> {
  try {
    await refuseHosts([{ url, where: '' }], input);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

interface Listed {
  readonly names: readonly string[];
  readonly networks: readonly { readonly text: string; readonly range: AddressRange }[];
}

function readList(allow: readonly string[]): Listed {
  const entries = allow.map((text) => ({ text: text.toLowerCase().replace(/\.$/, ''), range: parseRange(text) }));
  return {
    names: entries.filter(({ range }) => !range).map(({ text }) => text),
    networks: entries.flatMap(({ text, range }) => (range ? [{ text: text.replace(/^\[(.*)\]$/, '$1'), range }] : [])),
  };
}

async function ownAddresses(host: string, resolve: Resolve): Promise<AllowedAddress[]> {
  if (parseRange(host)) return [{ name: null, address: host }];
  const fail = (why: string) =>
    new RunError(
      {
        what: `the target's host ${host} cannot be resolved: ${why}`,
        next: 'check the URL, the resolver and the network',
      },
      8,
    );
  const found = await resolve(host).catch((error: unknown) => {
    throw fail(messageOf(error));
  });
  if (found.length === 0) throw fail('it has no address');
  // Whatever a resolver knows of it: what listens on this machine listens on either (RFC 6761).
  const both = host === 'localhost' ? [...new Set([...found, '127.0.0.1', '::1'])] : found;
  return both.map((address) => ({ name: host, address }));
}

/**
 * The addresses of a target that may be loaded: those that its name resolves to, or the one to which the script pins
 * it.
 */
async function targetAddresses(url: URL, listed: Listed, pins: Pins, resolve: Resolve): Promise<AllowedAddress[]> {
  const host = hostOf(url);
  const pin = pinnedAddress(pins, host, portOf(url));
  if (pin !== undefined) {
    refuseUnlisted(pin, [{ name: null, address: pin }], listed, `the target ${host}, by the script’s \`hosts\`,`);
    return [{ name: null, address: pin }];
  }
  const own = await ownAddresses(host, resolve);
  refuseUnlisted(host, own, listed, 'the target');
  return own;
}

/** The port that a URL means. */
export function portOf({ port, protocol }: URL): string {
  if (port !== '') return port;
  return /^(https|wss):$/.test(protocol) ? '443' : '80';
}

async function resolveAll(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true, verbatim: false });
  return found.map(({ address }) => address);
}

function refuseUnlisted(host: string, own: readonly AllowedAddress[], listed: Listed, where: string): void {
  const why = refusal(
    host,
    own.map(({ address }) => address),
    listed,
  );
  if (why) throw new UserError(refused(host, why, where), 6);
}

/** Why a host with these addresses may not be sent load; undefined when it may. */
function refusal(host: string, addresses: readonly string[], listed: Listed): string | undefined {
  const metadata = addresses.find((address) => isMetadata(address, listed));
  if (metadata !== undefined)
    return `${metadata} is a link-local or cloud metadata address, which must be listed itself`;
  if (listed.names.includes(host)) return undefined;
  if (
    addresses.length > 0 &&
    addresses.every((address) => isWithin(address, [...LOOPBACK, ...listed.networks.map(({ range }) => range)]))
  ) {
    return undefined;
  }
  const resolved = addresses.length > 0 && addresses[0] !== host ? ` (${addresses.join(', ')})` : '';
  return `${host}${resolved} is neither this machine nor on the allow-list`;
}

/** Why nobody may connect to a name that leads to these addresses now; undefined where it may be. */
export function refusalToConnect(
  host: string,
  addresses: readonly string[],
  allow: readonly string[],
): string | undefined {
  return refusal(host.toLowerCase(), addresses, readList(allow));
}

export function isWithin(address: string, ranges: readonly AddressRange[]): boolean {
  const range = parseRange(address);
  return range !== undefined && ranges.some((outer) => contains(outer, range));
}

function isMetadata(address: string, listed: Listed): boolean {
  const range = parseRange(address);
  if (!range || !METADATA.some((outer) => contains(outer, range))) return false;
  return !listed.networks.some((entry) => isSingle(entry.range) && contains(entry.range, range));
}

function unwatchable(host: string, why: string, where: string) {
  return {
    what: `${where} would connect to ${host}, which is not allowed`,
    why,
    next: `if it may be read, add to loadkit.config.yaml:  safety: { watch: [${host.includes(':') ? `"${host}"` : host}] }`,
  };
}

function refused(host: string, why: string, where: string) {
  return {
    what: `${where} would send load to ${host}, which is not allowed`,
    why,
    next: `if you may load it, add to loadkit.config.yaml:  safety: { allow: [${host.includes(':') ? `"${host}"` : host}] }`,
  };
}

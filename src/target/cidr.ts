import { isIPv4, isIPv6 } from 'node:net';

/** A range of addresses, both ends included. */
export interface AddressRange {
  readonly bits: 32 | 128;
  readonly first: bigint;
  readonly last: bigint;
}

/** IPv6 addresses that stand for IPv4 ones; Go, and so k6, treats them as those. */
const MAPPED = 0xffffn << 32n;

/** Reads `10.0.0.1`, `10.0.0.0/8`, `::1`, `[::1]` or `fd00::/8`; undefined when it is neither address nor network. */
export function parseRange(text: string): AddressRange | undefined {
  const [address = '', prefix, ...rest] = text.replace(/^\[(.*)\]$/, '$1').split('/');
  const value = addressValue(address);
  if (!value || rest.length > 0) return undefined;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined;
  const { bits, number } = value;
  const length = prefix === undefined ? bits : Number(prefix) - value.dropped;
  if (length < 0 || length > bits) return undefined;
  const size = 1n << BigInt(bits - length);
  const first = (number / size) * size;
  return { bits, first, last: first + size - 1n };
}

function addressValue(text: string): { bits: 32 | 128; number: bigint; dropped: number } | undefined {
  if (isIPv4(text)) return { bits: 32, number: joined(text.split('.').map(Number), 8n), dropped: 0 };
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const number = joined(groups(text), 16n);
  if (number >> 32n === MAPPED >> 32n) return { bits: 32, number: number & 0xffffffffn, dropped: 96 };
  return { bits: 128, number, dropped: 0 };
}

/** The eight groups of an IPv6 address. */
function groups(text: string): number[] {
  const plain = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((group) => group.toString(16)).join(':'),
  );
  const [head = '', tail] = plain.split('::');
  const read = (part: string) => (part ? part.split(':').map((group) => Number.parseInt(group, 16)) : []);
  const [before, after] = [read(head), read(tail ?? '')];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function joined(parts: readonly number[], bits: bigint): bigint {
  return parts.reduce((sum, part) => (sum << bits) | BigInt(part), 0n);
}

/** Whether every address of `inner` lies in `outer`. */
export function contains(outer: AddressRange, inner: AddressRange): boolean {
  return outer.bits === inner.bits && outer.first <= inner.first && inner.last <= outer.last;
}

/** The networks that together hold every address outside the given ranges, IPv4 and IPv6. */
export function complement(ranges: readonly AddressRange[]): string[] {
  const everything = ([32, 128] as const).map((bits) => ({ bits, first: 0n, last: (1n << BigInt(bits)) - 1n }));
  return everything.flatMap((whole) => without(whole, ranges));
}

/** The networks that together hold a range except what lies in others. */
export function without(whole: AddressRange, ranges: readonly AddressRange[]): string[] {
  const { bits, last: end } = whole;
  const kept = ranges.filter((range) => range.bits === bits);
  // A network that begins with a mapped address would be read as an IPv4 one, and block all of those.
  if (bits === 128) kept.push({ bits, first: MAPPED, last: MAPPED | 0xffffffffn });
  kept.sort((left, right) => (left.first < right.first ? -1 : 1));
  const networks: string[] = [];
  let next = whole.first;
  for (const { first, last } of kept) {
    if (first > end) break;
    if (first > next) networks.push(...networksOf(next, first - 1n, bits));
    if (last >= next) next = last + 1n;
  }
  if (next <= end) networks.push(...networksOf(next, end, bits));
  return networks;
}

/** A range as the fewest networks: at each address the largest that is aligned there and fits. */
function networksOf(first: bigint, last: bigint, bits: 32 | 128): string[] {
  const networks: string[] = [];
  for (let at = first; at <= last; ) {
    // Its lowest bit says how far an address is aligned.
    let size = at === 0n ? 1n << BigInt(bits) : at & -at;
    while (at + size - 1n > last) size >>= 1n;
    networks.push(`${formatAddress(at, bits)}/${bits + 1 - size.toString(2).length}`);
    at += size;
  }
  return networks;
}

/** An address as text; IPv6 with all its groups written out. */
function formatAddress(value: bigint, bits: 32 | 128): string {
  const width = bits === 32 ? 8n : 16n;
  const count = bits === 32 ? 4 : 8;
  const parts = Array.from(
    { length: count },
    (_, index) => (value >> (width * BigInt(count - 1 - index))) & ((1n << width) - 1n),
  );
  return bits === 32 ? parts.join('.') : parts.map((part) => part.toString(16)).join(':');
}

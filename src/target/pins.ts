/**
 * The option `hosts` as k6 consolidates it: names, with or without a port or a leading `*.`, and the addresses they
 * lead to.
 */
export type Pins = Readonly<Record<string, string>>;

/**
 * The address that a script's `hosts` give a name, without its port; undefined when they say nothing of it. As in k6
 * (lib/netext/dialer.go, lib/types/hosts.go) a name with its port wins over one without, an exact one over a pattern.
 * Pure.
 */
export function pinnedAddress(pins: Pins, host: string, port: string): string | undefined {
  for (const wanted of [`${host}:${port}`, host]) {
    const found = Object.entries(pins).filter(([name]) => matches(name.toLowerCase(), wanted));
    const [, value] = found.sort(([left], [right]) => rank(left) - rank(right))[0] ?? [];
    if (value !== undefined) return withoutPort(value);
  }
  return undefined;
}

function matches(pattern: string, name: string): boolean {
  return pattern.startsWith('*') ? name.endsWith(pattern.slice(1)) : pattern === name;
}

/** Exact names first, then the longest pattern. */
function rank(pattern: string): number {
  return pattern.startsWith('*') ? 1 / pattern.length : 0;
}

function withoutPort(address: string): string {
  const bracketed = /^\[([^\]]+)\]/.exec(address)?.[1];
  if (bracketed !== undefined) return bracketed;
  return /^[^:]+:\d+$/.test(address) ? address.replace(/:\d+$/, '') : address;
}

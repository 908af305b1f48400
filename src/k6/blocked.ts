/** An address that k6 refused to connect to, as it said so. */
export interface Blocked {
  /** The URL's host and port, where k6 names it (HTTP); else the address. */
  readonly host: string;
  readonly address: string;
}

/** How k6 says it, in a line of its log, whose quotes are escaped (lib/netext/dialer.go). */
const SAYING = /(?:\b[A-Za-z]+ \\*"([a-z]+:\/\/[^"\\\s]+)\\*": )?IP \(([^)]+)\) is in a blacklisted range \(([^)]+)\)/;
const MOST = 20;

/** Whether a line of the log is about an address that was blocked. */
export function isBlocked(text: string): boolean {
  return text.includes('blacklisted range');
}

/** `shop.example.org:8443 (93.184.216.34)`. */
export function nameOf({ host, address }: Blocked): string {
  return host === address || host.startsWith(`${address}:`) ? host : `${host} (${address})`;
}

/** The same as a sentence with what to do. */
export function notAllowed(blocked: Blocked): string {
  return `${nameOf(blocked)} is neither this machine nor on the allow-list; if you may load it, add it to safety.allow in loadkit.config.yaml`;
}

/** Collects, from the lines of k6's log, which addresses the allow-list blocked; those of the script's own `blacklistIPs` left out. */
export class BlockedAddresses {
  readonly #own: readonly string[];
  readonly #found = new Map<string, Blocked>();

  constructor(own: readonly string[]) {
    this.#own = own;
  }

  /** Reads a line; returns what it tells when that is new. */
  add(text: string): Blocked | undefined {
    if (!isBlocked(text)) return undefined;
    const [, url, address = '', range = ''] = SAYING.exec(text) ?? [];
    if (address === '' || this.#own.includes(range)) return undefined;
    const host = url !== undefined && URL.canParse(url) ? new URL(url).host : address;
    if (this.#found.has(`${host} ${address}`) || this.#found.size >= MOST) return undefined;
    const blocked = { host, address };
    this.#found.set(`${host} ${address}`, blocked);
    return blocked;
  }

  get(): Blocked[] {
    return [...this.#found.values()];
  }
}

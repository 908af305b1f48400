import { parseLogLine } from './log-line.ts';

/** An address that k6 refused to connect to, as it said so. */
export interface Blocked {
  /** The URL's host and port, where k6 names it; else the address. */
  readonly host: string;
  readonly address: string;
}

/** How k6 says it (lib/netext/dialer.go), and its browser module (network_manager.go). */
const SAYING = /(?:\b[A-Za-z]+ "([a-z]+:\/\/[^"\s]+)": )?IP \(([^)]+)\) is in a blacklisted range \(([^)]+)\)/;
const OF_A_PAGE = /^request [A-Z]+ (\S+) was aborted: IP (\S+) is in a blacklisted range "([^"]+)"$/;
const MOST = 20;
/** The port that a scheme means, which the engine names all the same. */
const USUAL_PORT = /:(80|443)$/;

/** Whether a line of the log is about an address that was blocked. */
export function isBlocked(text: string): boolean {
  return text.includes('blacklisted range');
}

/** `shop.example.org:8443 (93.184.216.34)`. */
export function nameOf({ host, address }: Blocked): string {
  const bare = host.replace(/^\[([^\]]+)\]/, '$1');
  return bare === address || bare.startsWith(`${address}:`) ? host : `${host} (${address})`;
}

/** The same as a sentence with what to do. */
export function notAllowed(blocked: Blocked): string {
  return `${nameOf(blocked)} is neither this machine nor on the allow-list; if you may load it, add it to safety.allow in loadkit.config.yaml`;
}

/**
 * Collects, from the lines of k6's log, which addresses the allow-list blocked; those of the script's own
 * `blacklistIPs` left out. A script may print or throw what a target answered, so that not every line that reads like
 * one is one.
 */
export class BlockedAddresses {
  readonly #own: readonly string[];
  readonly #sources: readonly (string | undefined)[];
  readonly #found = new Map<string, Blocked>();

  /** `own`: the script's `blacklistIPs`; `tells`: whether the engine says itself what it blocked (engine/reach). */
  constructor(own: readonly string[], tells: boolean) {
    this.#own = own;
    // A stock k6 warns of requests, without a source, and leaves the rest to what the script throws.
    this.#sources = tells ? ['allow-list', 'browser'] : [undefined, 'browser', 'stacktrace'];
  }

  /** Reads a line; returns what it tells when that is new. */
  add(text: string): Blocked | undefined {
    if (!isBlocked(text)) return undefined;
    const line = parseLogLine(text);
    if (!line || !this.#sources.includes(line.source)) return undefined;
    const [, url, address = '', range = ''] = (line.source === 'browser' ? OF_A_PAGE : SAYING).exec(said(line)) ?? [];
    if (address === '' || this.#own.includes(range)) return undefined;
    const host = url !== undefined && URL.canParse(url) ? new URL(url).host.replace(USUAL_PORT, '') : address;
    if (this.#found.has(`${host} ${address}`) || this.#found.size >= MOST) return undefined;
    const blocked = { host, address };
    this.#found.set(`${host} ${address}`, blocked);
    return blocked;
  }

  get(): Blocked[] {
    return [...this.#found.values()];
  }
}

function said({ msg, error }: { readonly msg: string; readonly error?: string }): string {
  return error ?? msg;
}

import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { isIPv6, type LookupFunction } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { RunError } from '../errors.ts';

export interface ReachInput {
  readonly target: string;
  /** The address that the target's name was resolved to and is pinned to. */
  readonly address?: string | undefined;
  /** Accept any certificate. */
  readonly insecure?: boolean | undefined;
  /** Certificates to trust besides the system's; SSL_CERT_FILE, as k6 reads it. */
  readonly caFile?: string | undefined;
}

export interface Reached {
  /** Null when something answered that is no HTTP/1 (a gRPC server does). */
  readonly status: number | null;
  /** Seconds. */
  readonly took: number;
}

const TRIES = 2;
const PATIENCE = 2_000;
const BETWEEN = 300;

/**
 * Sends the target one GET before any load, so that a dead one costs five seconds and not a whole run. Any answer counts.
 * Throws RunError (8) with the reason.
 */
export async function reachTarget(input: ReachInput): Promise<Reached> {
  const url = new URL(input.target.replace(/^ws/i, 'http'));
  let failure: unknown;
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const started = performance.now();
    try {
      const status = await get(url, input);
      return { status, took: (performance.now() - started) / 1000 };
    } catch (error) {
      failure = error;
      // A wrong certificate does not mend itself.
      if (reasonOfTls(error)) break;
    }
    if (attempt < TRIES) await pause(BETWEEN);
  }
  const { why, next } = explain(failure, url);
  throw new RunError({ what: `the target ${url.origin} cannot be reached: ${why}`, next }, 8);
}

function get(url: URL, { address, insecure, caFile }: ReachInput): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const options: https.RequestOptions = {
      method: 'GET',
      headers: { 'user-agent': 'loadkit preflight' },
      agent: false,
      rejectUnauthorized: insecure !== true,
      ...(address === undefined ? {} : { lookup: pinned(address) }),
      ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }),
    };
    const request = (url.protocol === 'https:' ? https : http).request(url, options, (response) => {
      clearTimeout(timer);
      resolve(response.statusCode ?? null);
      response.destroy();
    });
    const timer = setTimeout(() => request.destroy(new Error(`no answer within ${PATIENCE / 1000} s`)), PATIENCE);
    request.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      if (error.code?.startsWith('HPE_')) resolve(null);
      else reject(error);
    });
    request.end();
  });
}

function pinned(address: string): LookupFunction {
  const family = isIPv6(address) ? 6 : 4;
  return (_host, options, answer) => {
    if (options.all) answer(null, [{ address, family }]);
    else answer(null, address, family);
  };
}

/** OpenSSL's reasons in the words that k6 (Go's x509) uses for them. */
const TLS_REASONS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate chain ends in a self-signed one',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is signed by an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an unknown authority',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  CERT_REVOKED: 'its certificate was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
};

function reasonOfTls(error: unknown): string | undefined {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const reason = TLS_REASONS[code];
  if (reason) return `x509: ${reason} (${message})`;
  return /^(ERR_SSL_|EPROTO|ERR_TLS_)/.test(code) ? `TLS: ${message}` : undefined;
}

function explain(error: unknown, url: URL): { why: string; next: string } {
  const { code, message } = error as NodeJS.ErrnoException;
  const tls = reasonOfTls(error);
  if (tls) {
    const plain = /wrong version number|packet length too long/i.test(tls);
    return plain
      ? { why: `${tls}: it does not speak TLS`, next: `is it http://${url.host}?` }
      : {
          why: tls,
          next: 'trust its authority with SSL_CERT_FILE, or set insecureSkipTLSVerify in the scenario’s options',
        };
  }
  const next = 'start it or check the URL; --no-preflight skips this check';
  if (code === 'ECONNREFUSED') return { why: 'connection refused', next };
  if (code === 'ECONNRESET') return { why: 'the connection was reset', next };
  return { why: message || code || String(error), next };
}

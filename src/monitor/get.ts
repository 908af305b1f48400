import { type IncomingMessage, Agent as PlainAgent, request as plainRequest, type RequestOptions } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { hostOf } from '../target/allow.ts';
import { formatBytes, formatSpan } from '../units/format.ts';
import { allowedLookup, missedBy } from './connecting.ts';
import { MissedReading, NoAnswer } from './monitor.ts';

/** Where monitors connect to, and how they log in there. */
export interface Access {
  /** `safety.allow` and `safety.watch`; loopback is always allowed. */
  readonly allow: readonly string[];
  /** The header Authorization; undefined: nobody logs in. */
  readonly authorization: string | undefined;
  /** Seconds that an answer may take, from the lookup of the name to its last byte. */
  readonly timeout: number;
}

/** What was answered to a GET. */
export interface Got {
  readonly status: number;
  readonly type: string;
  /** Where a redirect leads to, which is not followed. */
  readonly location: string | undefined;
  readonly body: string;
  /** Seconds from the request to the last byte. */
  readonly seconds: number;
  /** When the certificate ends (ms since the epoch); undefined without TLS. */
  readonly certificateEnds: number | undefined;
}

/** More of an answer is not read. */
const MOST_BYTES = 16 * 2 ** 20;
const USER_AGENT = 'loadkit-monitor';

/**
 * Asks one address again and again, over connections that are kept. It only sends GET, follows no redirect, connects to
 * no address that is not allowed, whatever a name leads to by then, and reads no more than 16 MB. Rejects with a
 * MissedReading.
 */
export class Getter {
  readonly #url: URL;
  readonly #access: Access;
  readonly #agent: PlainAgent;

  /** `keep`: whether connections are kept between two requests. */
  constructor(url: URL, access: Access, keep = true) {
    this.#url = url;
    this.#access = access;
    const kept = { keepAlive: keep, maxSockets: 2, maxCachedSessions: 0 };
    this.#agent = url.protocol === 'https:' ? new TlsAgent(kept) : new PlainAgent(kept);
  }

  /** `query`: in place of the one in the address. */
  async get(signal: AbortSignal, accept = '*/*', query?: URLSearchParams): Promise<Got> {
    const { timeout, authorization } = this.#access;
    const url = new URL(this.#url);
    if (query) url.search = query.toString();
    [url.username, url.password] = ['', ''];
    const overdue = AbortSignal.timeout(timeout * 1000);
    const began = performance.now();
    try {
      const response = await this.#answered(url, {
        headers: {
          accept,
          'user-agent': USER_AGENT,
          'accept-encoding': 'identity',
          ...(authorization === undefined ? {} : { authorization }),
        },
        signal: AbortSignal.any([signal, overdue]),
      });
      const body = await bodyOf(response);
      return {
        status: response.statusCode ?? 0,
        type: response.headers['content-type'] ?? '',
        location: response.headers.location,
        body,
        seconds: (performance.now() - began) / 1000,
        certificateEnds: certificateEndOf(response.socket),
      };
    } catch (error) {
      if (overdue.aborted && !signal.aborted) throw new NoAnswer(`no answer within ${formatSpan(timeout)}`);
      throw missedBy(error);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #answered(url: URL, options: RequestOptions): Promise<IncomingMessage> {
    const ask = url.protocol === 'https:' ? tlsRequest : plainRequest;
    return new Promise((resolve, reject) => {
      const request = ask(url, { ...options, agent: this.#agent, lookup: allowedLookup(this.#access.allow) }, resolve);
      request.on('error', (error: NodeJS.ErrnoException) => {
        // A server that closes an idle connection as it is used again never saw the request.
        if (request.reusedSocket && error.code === 'ECONNRESET') this.#answered(url, options).then(resolve, reject);
        else reject(error);
      });
      request.end();
    });
  }
}

/** Why an answer is no page to be read; undefined where it is one. */
export function unreadableAnswer({ status, location }: Got, at: URL): string | undefined {
  if (location !== undefined && status >= 300 && status < 400) {
    const to = URL.canParse(location, at.href) ? new URL(location, at.href) : undefined;
    const where = to === undefined ? 'elsewhere' : to.host === at.host ? to.pathname : `another host, ${hostOf(to)}`;
    return `status ${status}, a redirect to ${where}, which is not followed: name the page itself`;
  }
  return status >= 200 && status < 300 ? undefined : `status ${status}`;
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    response.destroy();
    throw new MissedReading('the answer is compressed, though nobody asked for that');
  }
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) {
      response.destroy();
      throw new MissedReading(`the answer has more than ${formatBytes(MOST_BYTES)}, and no more is read`);
    }
    parts.push(chunk);
  }
  if (!response.complete) throw new NoAnswer('the answer broke off');
  return Buffer.concat(parts).toString('utf8');
}

function certificateEndOf(socket: Socket): number | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const ends = Date.parse(socket.getPeerCertificate().valid_to);
  return Number.isNaN(ends) ? undefined : ends;
}

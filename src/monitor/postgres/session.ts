/// <reference path="./pg.d.ts" />
import { readFileSync } from 'node:fs';
import { type LookupFunction, Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { Client } from 'pg';
import { percentDecoded } from '../../config/monitors/section.ts';
import { whenAborted } from '../../host/heeding.ts';
import { hostOf } from '../../target/allow.ts';
import { formatSeconds, formatSpan } from '../../units/format.ts';
import { refusalOf } from '../../units/system-error.ts';
import { allowedLookup, missedBy } from '../connecting.ts';
import type { Access } from '../get.ts';
import { MissedReading, NoAnswer } from '../monitor.ts';

/** Rows by the names of their columns. */
export type Rows = readonly Readonly<Record<string, unknown>>[];
/** Asks statements, separated by `;`: the rows of each. */
export type AskRows = (statements: string) => Promise<readonly Rows[]>;

/** What of the time for a reading the server has for each statement, so that its word comes before ours. */
const SERVERS_SHARE = 0.8;
/** Most letters of what a server says. */
const LONGEST_WORDS = 200;
const DEFAULT_PORT = 5432;

/**
 * A session of a PostgreSQL server that only reads: `default_transaction_read_only`, `application_name=loadkit`, a
 * `statement_timeout`, and no schema but the server's own. It is kept from reading to reading, and begun anew where it
 * broke. It connects to no address that is not allowed, and takes nothing of the PG… variables of the environment.
 */
export class Session {
  readonly #url: URL;
  readonly #access: Access;
  #client: Client | undefined;
  #socket: Socket | undefined;

  constructor(url: URL, access: Access) {
    this.#url = url;
    this.#access = access;
  }

  /** Does work with the session. Rejects with a MissedReading; a server's refusal of a statement with a `RefusedStatement`. */
  async use<T>(signal: AbortSignal, work: (ask: AskRows) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const { timeout } = this.#access;
    const overdue = AbortSignal.timeout(timeout * 1000);
    const unheed = whenAborted(AbortSignal.any([signal, overdue]), () => this.#drop());
    try {
      const client = this.#client ?? (await this.#connected());
      return await work(async (statements) => {
        const answered = await client.query(statements).catch((error: unknown) => {
          throw this.#missed(error);
        });
        return [answered].flat().map(({ rows }) => rows);
      });
    } catch (error) {
      const missed = this.#missed(error);
      if (!(missed instanceof RefusedStatement)) this.#drop();
      if (overdue.aborted && !signal.aborted) throw new NoAnswer(`no answer within ${formatSpan(timeout)}`);
      throw missed;
    } finally {
      unheed();
    }
  }

  close(): void {
    const ended = this.#client?.end();
    if (ended) ended.catch(() => this.#drop());
    else this.#drop();
  }

  async #connected(): Promise<Client> {
    const { Client: PgClient } = await import('pg');
    const { allow } = this.#access;
    const url = this.#url;
    const user = percentDecoded(url.username);
    const socket = new WatchedSocket(allowedLookup(allow));
    this.#socket = socket;
    const client = new PgClient({
      host: hostOf(url),
      port: Number(url.port || DEFAULT_PORT),
      user,
      password: () => percentDecoded(url.password) || undefined,
      database: percentDecoded(url.pathname.slice(1)) || user,
      ssl: tlsOf(url.searchParams),
      application_name: 'loadkit',
      statement_timeout: this.#serversTime,
      options: `-c default_transaction_read_only=on -c search_path=pg_catalog`,
      stream: () => socket,
    });
    const forget = () => {
      if (this.#client === client) this.#client = undefined;
    };
    client.on('error', forget).on('end', forget);
    await client.connect();
    this.#client = client;
    return client;
  }

  get #serversTime(): number {
    return Math.ceil(this.#access.timeout * SERVERS_SHARE * 1000);
  }

  #drop(): void {
    this.#client = undefined;
    this.#socket?.destroy();
  }

  #missed(error: unknown): MissedReading {
    if (error instanceof MissedReading) return error;
    const { code = '', message = '', severity } = error as { code?: string; message?: string; severity?: string };
    if (severity !== undefined) {
      // Class 57 is an operator's intervention: a statement that was cancelled, or the end of the session.
      if (code === '57014')
        return new RefusedStatement(
          `a statement took longer than its statement_timeout of ${formatSeconds(this.#serversTime / 1000)}`,
        );
      const words = `the server says: ${message.slice(0, LONGEST_WORDS)} (${code})`;
      return /^(57|08)/.test(code) || this.#client === undefined ? new NoAnswer(words) : new RefusedStatement(words);
    }
    if (/^Connection terminated/.test(message)) return new NoAnswer('the connection was ended');
    if (/SASL.*password/i.test(message)) return new NoAnswer('the server asks for a password, and the URL has none');
    if (/does not support SSL/.test(message))
      return new NoAnswer('the server does not encrypt, and `sslmode` asks for it');
    return missedBy(error);
  }
}

/** The server refused a statement; the session goes on. */
export class RefusedStatement extends MissedReading {}

/** A socket whose names lead only to what is allowed. */
class WatchedSocket extends Socket {
  readonly #lookup: LookupFunction;

  constructor(lookup: LookupFunction) {
    super();
    this.#lookup = lookup;
  }

  /** As node-postgres calls it. */
  override connect(...[port, host]: unknown[]): this {
    return super.connect({ port: Number(port), host: String(host), lookup: this.#lookup });
  }
}

/** The options of a TLS connection as libpq means them: `require` encrypts, `verify-…` also check who answers. */
function tlsOf(options: URLSearchParams): false | ConnectionOptions {
  const mode = options.get('sslmode');
  if (mode === null || mode === 'disable') return false;
  const file = (name: string) => {
    const path = options.get(name);
    return path === null || path === 'system' ? undefined : pemOf(name, path);
  };
  const [ca, cert, key] = [file('sslrootcert'), file('sslcert'), file('sslkey')];
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    rejectUnauthorized: mode !== 'require' || ca !== undefined,
    ...(mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  };
}

function pemOf(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new MissedReading(`the file of ${name} cannot be read: ${refusalOf(error)?.what ?? 'it is none'}`);
  }
}

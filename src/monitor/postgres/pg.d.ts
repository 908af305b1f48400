/** What is used of node-postgres, which carries no types of its own. */
declare module 'pg' {
  import type { Duplex } from 'node:stream';
  import type { ConnectionOptions } from 'node:tls';

  export interface ClientConfig {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: () => string | undefined;
    readonly database: string;
    readonly ssl: false | ConnectionOptions;
    readonly application_name?: string;
    /** Milliseconds. */
    readonly statement_timeout?: number;
    readonly options?: string;
    readonly stream?: () => Duplex;
  }

  interface QueryResult {
    readonly rows: readonly Readonly<Record<string, unknown>>[];
  }

  export class Client {
    constructor(config: ClientConfig);
    connect(): Promise<unknown>;
    /** Of a text with several statements a result for each. */
    query(text: string): Promise<QueryResult | QueryResult[]>;
    end(): Promise<void>;
    on(event: 'error' | 'end', listener: () => void): this;
  }
}

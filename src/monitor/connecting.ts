import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { messageOf } from '../errors.ts';
import { refusalToConnect } from '../target/allow.ts';
import { refusalOf } from '../units/system-error.ts';
import { MissedReading, NoAnswer } from './monitor.ts';

/**
 * Looks names up for a connection and hands over what is allowed of them, since a name may lead elsewhere by now. `allow`:
 * `safety.allow` and `safety.watch`; loopback is always allowed.
 */
export function allowedLookup(allow: readonly string[]): LookupFunction {
  return (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '', 4);
      const addresses = found.map(({ address }) => address);
      const refused = refusalToConnect(host, addresses, allow);
      if (refused !== undefined) return done(new MissedReading(refused), '', 4);
      if (options.all) return done(null, found);
      done(null, found[0]!.address, found[0]!.family);
    });
  };
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'no route leads to the host',
  ENETUNREACH: 'no route leads to the network',
  ETIMEDOUT: 'no connection came about',
  ENOTFOUND: 'the host has no address',
  EAI_AGAIN: 'the resolver does not answer',
};

/** The generator's own trouble, which says nothing of the host that is asked. */
const OWN: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EADDRNOTAVAIL', 'EAI_AGAIN']);

/** What went wrong with a connection, without addresses and ports, which change from one to the next. */
export function missedBy(error: unknown): MissedReading {
  if (error instanceof MissedReading) return error;
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return new MissedReading(messageOf(error));
  const words = WORDS[code] ?? refusalOf(error)?.what ?? `${messageOf(error)} (${code})`;
  return OWN.has(code) ? new MissedReading(words) : new NoAnswer(words);
}

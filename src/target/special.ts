import { type AddressRange, parseRange } from './cidr.ts';

const ranges = (...texts: string[]): readonly AddressRange[] => texts.map((text) => parseRange(text)!);

/** This machine: always allowed. */
export const LOOPBACK = ranges('127.0.0.0/8', '::1');

/** Where clouds hand out credentials to whoever asks from inside, and what else is only one hop away. */
export const METADATA = ranges('169.254.0.0/16', 'fe80::/10', 'fd00:ec2::254', '100.100.100.200', '192.0.0.192');

/**
 * Whether a range is one address: a metadata address is allowed only when it is itself listed, not by a network around
 * it.
 */
export function isSingle({ first, last }: AddressRange): boolean {
  return first === last;
}

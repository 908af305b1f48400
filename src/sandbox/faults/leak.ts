import { formatBytes } from '../../units/format.ts';
import type { FaultKind } from './fault.ts';
import { readBytesRate } from './values.ts';

/** More is not taken of the machine. */
const MOST_LEAKED = 4e9;

/** Memory that is never given back, so much in a time, whatever is asked. */
export const leak: FaultKind = {
  name: 'leak',
  example: '40MB/h',
  read: (value) => {
    const rate = readBytesRate(value);
    if (rate === undefined) return undefined;
    return () => ({
      words: `leaks ${formatBytes(rate * 3600)} an hour`,
      leaks: (now) => Math.min(MOST_LEAKED, rate * now),
    });
  },
};

import { formatRatio } from '../../units/format.ts';
import type { FaultKind } from './fault.ts';
import { readShareRate } from './values.ts';

/** Every service takes longer, by so much of its first length in a time. */
export const drift: FaultKind = {
  name: 'drift',
  example: '50%/h',
  read: (value) => {
    const rate = readShareRate(value);
    if (rate === undefined) return undefined;
    return () => ({
      words: `gets ${formatRatio(rate * 3600)} slower an hour`,
      holds: (seconds, _, now) => seconds * (1 + rate * now),
    });
  },
};

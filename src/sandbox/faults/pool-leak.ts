import { formatNumber } from '../../units/format.ts';
import type { FaultKind } from './fault.ts';
import { readCountRate } from './values.ts';

/** Database connections that are never given back, until none is left. */
export const poolLeak: FaultKind = {
  name: 'pool-leak',
  example: '2/min',
  read: (value) => {
    const rate = readCountRate(value);
    if (rate === undefined) return undefined;
    return () => ({
      words: `loses ${formatNumber(rate * 60)} database connections a minute`,
      loses: (now) => Math.floor(rate * now),
    });
  },
};

import { formatNumber } from '../../units/format.ts';
import type { FaultKind } from './fault.ts';
import { readCountRate } from './values.ts';

/** Seconds of the rate that may come at once: requests that come at random are not refused below it. */
const BURST = 0.5;
const LEAST_BURST = 10;

/** Requests beyond a rate are turned away with 503 before they wait: load shedding. A bucket of tokens. */
export const refusal: FaultKind = {
  name: 'refuse',
  example: '300/s',
  read: (value) => {
    const rate = readCountRate(value);
    if (rate === undefined) return undefined;
    return () => {
      const most = Math.max(LEAST_BURST, rate * BURST);
      let [tokens, at] = [most, 0];
      return {
        words: `refuses what comes beyond ${formatNumber(rate)} requests/s`,
        refuses: (now) => {
          tokens = Math.min(most, tokens + (now - at) * rate);
          at = now;
          if (tokens < 1) return true;
          tokens -= 1;
          return false;
        },
      };
    };
  },
};

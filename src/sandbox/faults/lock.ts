import { formatRatio } from '../../units/format.ts';
import type { FaultKind } from './fault.ts';
import { readPart } from './values.ts';

/** A share of every service needs a lock that only one may hold, first come first served: slots wait for each other. */
export const lock: FaultKind = {
  name: 'lock',
  example: '30%',
  read: (value) => {
    const share = readPart(value);
    if (share === undefined) return undefined;
    return () => {
      let free = 0;
      /** From when to when each service waits, the first come first. */
      let waiting: { readonly from: number; readonly to: number }[] = [];
      return {
        words: `needs one lock for ${formatRatio(share)} of every service`,
        holds: (seconds, _, now) => {
          const ready = now + seconds * (1 - share);
          const given = Math.max(free, ready);
          waiting = waiting.filter(({ to }) => to > now);
          if (given > ready) waiting.push({ from: ready, to: given });
          free = given + seconds * share;
          return free - now;
        },
        waits: (now) => waiting.filter(({ from, to }) => from <= now && now < to).length,
      };
    };
  },
};

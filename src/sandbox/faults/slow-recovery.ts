import { parseDuration } from '../../units/duration.ts';
import { formatSpan } from '../../units/format.ts';
import type { FaultKind } from './fault.ts';

/** Seconds for which answers are late while it recovers. */
const LATE = 0.5;
/** The line was so full: an overload, and no burst. */
const OVERLOAD = 0.5;

/**
 * After an overload (the line was half full) answers come half a second late for so long. They hold no slot meanwhile,
 * so that it does recover, whatever the load.
 */
export const slowRecovery: FaultKind = {
  name: 'slow-recovery',
  example: '60s',
  read: (value) => {
    const length = parseDuration(value);
    if (!length) return undefined;
    return ({ timeScale, queue }) => {
      let until = Number.NEGATIVE_INFINITY;
      return {
        words: `recovers from an overload within ${formatSpan(length * timeScale)}`,
        delays: ({ waiting }, now) => {
          if (waiting >= Math.max(1, OVERLOAD * queue)) until = now + length * timeScale;
          return now < until ? LATE : 0;
        },
      };
    };
  },
};

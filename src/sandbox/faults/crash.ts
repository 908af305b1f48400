import { parseDuration } from '../../units/duration.ts';
import { formatSpan } from '../../units/format.ts';
import type { FaultKind } from './fault.ts';

/** How long it is down unless said, seconds. */
const DOWN = 5;

/** `2m` or `2m+10s`: the service crashes then, and is there again that much later, with an empty memory. */
export const crash: FaultKind = {
  name: 'crash',
  example: '2m+10s',
  read: (value) => {
    const [first = '', second, ...more] = value.split('+');
    const at = parseDuration(first);
    const down = second === undefined ? DOWN : parseDuration(second);
    if (!at || down === undefined || more.length > 0) return undefined;
    return ({ timeScale }) => ({
      words: `crashes after ${formatSpan(at * timeScale)}, for ${formatSpan(down * timeScale)}`,
      crash: { at: at * timeScale, down: down * timeScale },
    });
  },
};

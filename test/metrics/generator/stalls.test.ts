import { expect, test } from 'vitest';
import { Stalls } from '../../../src/metrics/generator/stalls.ts';

/** Seconds as `[ended, in flight]`; undefined: the engine said nothing. */
function stallsOf(seconds: readonly (readonly [number, number] | undefined)[]) {
  const stalls = new Stalls();
  for (const [s, flow] of seconds.entries()) {
    const plain = { t: 'gen', cpu: 0, rss: 0, vus: 1, vusMax: 1, busy: 0, pressure: 0 } as const;
    if (flow) stalls.add({ ...plain, s, requests: [0, ...flow] });
    else if (s === 0) stalls.add({ ...plain, s });
  }
  return stalls.all.map(({ from, to, inFlight }) => [from, to, inFlight]);
}

test.each([
  [
    'requests in flight and none ended for three seconds',
    [
      [5, 2],
      [0, 2],
      [0, 3],
      [0, 3],
      [4, 0],
    ],
    [[1, 4, 3]],
  ],
  [
    'one that goes on to the end',
    [
      [5, 2],
      [0, 2],
      [0, 2],
      [0, 2],
    ],
    [[1, 4, 2]],
  ],
  [
    'shorter ones are none',
    [
      [5, 2],
      [0, 2],
      [0, 2],
      [1, 2],
      [0, 2],
    ],
    [],
  ],
  [
    'nothing in flight is a pause',
    [
      [5, 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    [],
  ],
  [
    'a second in which they only begin is none yet',
    [
      [0, 2],
      [0, 2],
      [0, 2],
      [1, 2],
    ],
    [],
  ],
  ['seconds of which nobody knows break one off', [[5, 2], [0, 2], [0, 2], undefined, [0, 2], [0, 2]], []],
  ['no ledger', [undefined, undefined], []],
] as [string, ([number, number] | undefined)[], number[][]][])('%s', (_, seconds, found) => {
  expect(stallsOf(seconds)).toEqual(found);
});

import type { Traces } from '../injected.ts';
import { generator } from '../random.ts';

/**
 * The traceparent headers (W3C Trace Context, version 00, sampled) of a VU's requests: calling it gives the next
 * request's, or undefined, as for most. Which requests are traced repeats with the seed. The trace-id begins with the
 * time of sending in seconds, as AWS X-Ray wants it, and the run's own digits, so that a repeated run makes other
 * traces; its second half and the parent-id come from the seed.
 */
export function traceparents({ share, run }: Traces, seed: number, vu: number, now: () => number) {
  // Another stream than the pauses', which take the VU's number as it is.
  const uniform = generator(seed, -vu);
  // Geometric gaps cost one draw a traced request, and none for the others.
  const gap = () => (share >= 1 ? 0 : Math.floor(Math.log(1 - uniform()) / Math.log(1 - share)));
  const word = () => hex(uniform() * 2 ** 32);
  let left = gap();
  return (): string | undefined => {
    if (left > 0) {
      left -= 1;
      return undefined;
    }
    left = gap();
    // All zeros would make the parent-id invalid.
    const parent = `${word()}${word()}`.replace(/^0{16}$/, '0000000000000001');
    return `00-${hex(now() / 1000)}${run}${word()}${word()}-${parent}-01`;
  };
}

function hex(value: number): string {
  return Math.floor(value).toString(16).padStart(8, '0').slice(-8);
}

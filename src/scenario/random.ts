/** A generator of uniform numbers in [0, 1) from two seeds (mulberry32 on a mixed seed): small, fast, repeatable. */
export function generator(seed: number, stream: number): () => number {
  let state = mix(mix(seed) ^ Math.imul(stream, 0x9e3779b1));
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    return mix(state) / 4294967296;
  };
}

/** Spreads neighbouring integers over all 32 bits (murmur3's finaliser), so that VU 1 and VU 2 share nothing. */
function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

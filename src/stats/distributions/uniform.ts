/**
 * Uniform numbers strictly between 0 and 1 with 52 random bits, from any whole number as seed. Source: C.
 * Doty-Humphrey, PractRand, generator sfc32, seeded through splitmix32 so that near seeds give far sequences.
 */
export function drawUniform(seed: number): () => number {
  let state = (seed ^ Math.imul(Math.floor(seed / 2 ** 32), 0x9e3779b1)) | 0;
  const next = () => {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let [a, b, c, counter] = [next(), next(), next(), 1];
  const word = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 6;
  };
  for (let i = 0; i < 12; i++) word();
  return () => (word() * 2 ** 26 + word() + 0.5) / 2 ** 52;
}

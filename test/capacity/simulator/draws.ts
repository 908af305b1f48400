import { drawUniform } from '../../../src/stats/distributions/uniform.ts';

/** A seeded source of random numbers for simulations. */
export interface Chance {
  uniform(): number;
  /** exponential of mean 1 */
  exponential(): number;
  /** standard normal, by Marsaglia's polar method */
  normal(): number;
}

export function chance(seed: number): Chance {
  const uniform = drawUniform(seed);
  let spare: number | undefined;
  const normal = () => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    for (;;) {
      const a = 2 * uniform() - 1;
      const b = 2 * uniform() - 1;
      const square = a * a + b * b;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = b * scale;
      return a * scale;
    }
  };
  return { uniform, exponential: () => -Math.log(uniform()), normal };
}

import { drawUniform } from '../../stats/distributions/uniform.ts';

/** Which version a block is of. */
export type SideName = 'A' | 'B';

/**
 * The order of the blocks of so many pairs, an even number: quadruples ABBA or BAAB, as drawn from a seed. Within a
 * quadruple what drifts evenly cancels; that nobody can know the order in advance keeps out what beats in its rhythm.
 * Source: C. Daniel, "Applications of Statistics to Industrial Experimentation" (1976), 2.4.
 */
export function blockOrder(pairs: number, seed: number): readonly SideName[] {
  const uniform = drawUniform(seed);
  return Array.from({ length: pairs / 2 }, (): readonly SideName[] =>
    uniform() < 0.5 ? ['A', 'B', 'B', 'A'] : ['B', 'A', 'A', 'B'],
  ).flat();
}

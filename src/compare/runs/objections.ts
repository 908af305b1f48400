import { likenessOf } from './likeness.ts';
import type { RunFigures } from './run-figures.ts';

/** Why runs should not be held against each other, as sentences without a full stop; none where they may. */
export function objectionsTo(before: readonly RunFigures[], after: readonly RunFigures[]): readonly string[] {
  return [
    ...likenessOf(before, after).load.map(
      (difference) =>
        `the ${difference.what} differs: ${difference.before.join(', ')} before, ${difference.after.join(', ')} after`,
    ),
    ...onBothSides(before, after),
    ...unfitOf([...before, ...after]),
  ];
}

/** A run held against itself shows nothing: one sentence however many there are. */
export function onBothSides(before: readonly RunFigures[], after: readonly RunFigures[]): readonly string[] {
  const earlier = new Set(before.map(({ id }) => id));
  const [first, ...others] = after.map(({ id }) => id).filter((id) => earlier.has(id));
  if (first === undefined) return [];
  return [
    others.length === 0 ? `${first} stands on both sides` : `${first} and ${others.length} more stand on both sides`,
  ];
}

/** Which runs show too little to be held against any, as such sentences. */
export function unfitOf(runs: readonly RunFigures[]): readonly string[] {
  return runs.flatMap(({ id, state, validity }) => {
    if (state !== 'complete') return [`${id} is ${state}: its figures are of a part of the load`];
    return validity === 'valid' ? [] : [`${id} is inconclusive: its figures are not the service's alone`];
  });
}

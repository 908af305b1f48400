import type { Result } from '../../result/result.ts';
import { likenessOf } from './likeness.ts';

/** Why runs should not be held against each other, as sentences without a full stop; none where they may. */
export function objectionsTo(before: readonly Result[], after: readonly Result[]): readonly string[] {
  const earlier = new Set(before.map(({ run }) => run.id));
  const shared = after.map(({ run }) => run.id).filter((id) => earlier.has(id));
  return [
    ...likenessOf(before, after).load.map(
      (difference) =>
        `the ${difference.what} differs: ${difference.before.join(', ')} before, ${difference.after.join(', ')} after`,
    ),
    ...shared.map((id) => `${id} stands on both sides`),
    ...[...before, ...after].flatMap(({ run, validity }) => {
      if (run.state !== 'complete') return [`${run.id} is ${run.state}: its figures are of a part of the load`];
      return validity.status === 'valid' ? [] : [`${run.id} is inconclusive: its figures are not the service's alone`];
    }),
  ];
}

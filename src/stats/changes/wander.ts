import { mean } from '../moments.ts';

/**
 * By how much a step at `at` explains the points [`from`, `to`) better than wandering about one level does: twice the
 * logarithm of the ratio of likelihoods of two autoregressive series of order 1, with a mean on either side and with one
 * mean; of neither the correlation is taken to be above `most`. Without any remainder behind the step it is infinite.
 * Source: G. E. P. Box, G. M. Jenkins, "Time Series Analysis" (1970), the likelihood given the first value.
 */
export function stepOverWander(
  values: readonly number[],
  { from, at, to }: { readonly from: number; readonly at: number; readonly to: number },
  most: number,
): number {
  const [before, after] = [values.slice(from, at), values.slice(at, to)];
  const one = remainder(deviations([...before, ...after]), most);
  const two = remainder([...deviations(before), ...deviations(after)], most);
  if (!(one > 0)) return 0;
  return two > 0 ? (to - from) * Math.log(one / two) : Number.POSITIVE_INFINITY;
}

function deviations(level: readonly number[]): number[] {
  const middle = mean(level);
  return level.map((value) => value - middle);
}

/** The squares of deviations that those before them do not explain. */
function remainder(deviations: readonly number[], most: number): number {
  let [products, before, after] = [0, 0, 0];
  for (let at = 1; at < deviations.length; at++) {
    products += deviations[at]! * deviations[at - 1]!;
    before += deviations[at - 1]! ** 2;
    after += deviations[at]! ** 2;
  }
  const phi = before > 0 ? Math.min(most, Math.max(0, products / before)) : 0;
  return deviations[0]! ** 2 * (1 - phi ** 2) + after - 2 * phi * products + phi ** 2 * before;
}

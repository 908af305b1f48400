/** Random order, in place. Source: R. A. Fisher, F. Yates; D. E. Knuth, TAOCP 2, algorithm 3.4.2P. */
export function shuffle(values: Float32Array | Float64Array, uniform: () => number): void {
  for (let i = values.length - 1; i > 0; i--) {
    const other = Math.floor(uniform() * (i + 1));
    const kept = values[i]!;
    values[i] = values[other]!;
    values[other] = kept;
  }
}

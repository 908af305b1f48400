/** Where it is nearer to the plan than this, what was counted is the plan's: iterations at the ends lie half within. */
const SAME = { ratio: 0.01, iterations: 50 };

/** Requests of an iteration: as planned, unless what was counted is clearly something else. */
export function requestsMade(
  { requests, iterations }: Record<'requests' | 'iterations', number>,
  planned: number,
): number {
  if (iterations === 0 || requests <= 0) return planned;
  const counted = requests / iterations;
  const near = Math.max(SAME.ratio, SAME.iterations / iterations);
  return Math.abs(counted / planned - 1) <= near ? planned : counted;
}

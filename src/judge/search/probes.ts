import type { LoadPoint, Probe } from '../../result/capacity.ts';

/** What a probe has beside what was measured in it; `objectives`: how many were searched. */
interface Probed extends Pick<Probe, 'phase' | 'at' | 'seconds' | 'rate' | 'valid' | 'note'> {
  readonly estimate: Probe['estimate'];
  readonly objectives: number;
}

/** A batch or a run of k6 as a probe of the result; without a point nothing finished in it. */
export function probeOf(
  point: LoadPoint | undefined,
  { phase, at, seconds, rate, estimate, valid, note, objectives }: Probed,
): Probe {
  return {
    phase,
    at,
    seconds,
    rate,
    achieved: point?.achieved ?? null,
    goodput: point?.goodput ?? null,
    concurrency: point?.concurrency ?? null,
    mean: point?.mean ?? null,
    p50: point?.p50 ?? null,
    p95: point?.p95 ?? null,
    p99: point?.p99 ?? null,
    bad: Array.from({ length: objectives }, (_, objective) => point?.bad[objective] ?? null),
    ...(estimate ? { estimate } : {}),
    valid,
    note,
  };
}

/** Rates that are so near each other (a ratio) make one point. */
const SAME_RATE = 1.04;

/** What was run at about one rate, together; the lowest rate first. */
export function byRate<One>(all: readonly One[], rateOf: (one: One) => number): One[][] {
  const groups: One[][] = [];
  for (const one of [...all].sort((a, b) => rateOf(a) - rateOf(b))) {
    const group = groups.at(-1);
    if (group && rateOf(one) <= rateOf(group[0]!) * SAME_RATE) group.push(one);
    else groups.push([one]);
  }
  return groups;
}

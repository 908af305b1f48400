import * as z from 'zod';
import { holm } from '../../stats/comparison/holm.ts';
import { ComparedMetric, ComparisonVerdict, comparedMetric, type MetricSides, pOf } from './compared-metric.ts';
import { Likeness, likenessOf } from './likeness.ts';
import type { RunFigures } from './run-figures.ts';

/** Runs of two versions held against each other, as `loadkit compare --json` prints it. */
export const Comparison = z.strictObject({
  version: z.literal(1),
  verdict: ComparisonVerdict,
  /** Why the verdict is not what the metrics say. */
  reasons: z.array(z.string()),
  /** Ids. */
  before: z.array(z.string()),
  after: z.array(z.string()),
  differs: Likeness,
  metrics: z.array(ComparedMetric),
});
export type Comparison = z.infer<typeof Comparison>;

/** The order in which one metric decides for all. */
const GRAVEST: readonly ComparisonVerdict[] = ['regression', 'inconclusive', 'improvement', 'no-change'];

/**
 * Runs after held against runs before, metric by metric: the Mann-Whitney test over runs, corrected by Holm over the
 * metrics of the run and over those of its endpoints, and a floor below which a shift is no matter. On different
 * machines nothing is found, since it may be the machine's.
 */
export function compareRuns(before: readonly RunFigures[], after: readonly RunFigures[]): Comparison {
  const differs = likenessOf(before, after);
  const sides = sidesOf(before, after);
  const judged = [
    ...judgedTogether(sides.filter(({ endpoint }) => endpoint === null)),
    ...judgedTogether(sides.filter(({ endpoint }) => endpoint !== null)),
  ];
  const reasons =
    differs.machine.length > 0
      ? ['the runs were made on different machines, between which one and the same service differs by 10 to 30 %']
      : [];
  const metrics =
    reasons.length > 0 ? judged.map((metric): ComparedMetric => ({ ...metric, verdict: 'inconclusive' })) : judged;
  const verdict = GRAVEST.find((one) => metrics.some((metric) => metric.verdict === one)) ?? 'inconclusive';
  return { version: 1, verdict, reasons, before: idsOf(before), after: idsOf(after), differs, metrics };
}

function judgedTogether(family: readonly MetricSides[]): ComparedMetric[] {
  const tested = family.map(pOf);
  const known = tested.filter((p) => p !== undefined);
  const adjusted = holm(known);
  let next = 0;
  return family.map((sides, at) =>
    comparedMetric(sides, tested[at] === undefined ? undefined : adjusted[next++], Math.max(1, known.length)),
  );
}

/** The metrics of all runs; one that a run lacks has a value less on its side. */
function sidesOf(before: readonly RunFigures[], after: readonly RunFigures[]): readonly MetricSides[] {
  const found = new Map<string, MetricSides & { before: number[]; after: number[] }>();
  for (const [side, runs] of [
    ['before', before],
    ['after', after],
  ] as const) {
    for (const { value, ...metric } of runs.flatMap(({ metrics }) => metrics)) {
      const key = JSON.stringify([metric.name, metric.stage, metric.endpoint]);
      const sides = found.get(key) ?? { ...metric, before: [], after: [] };
      if (value !== null) sides[side].push(value);
      found.set(key, sides);
    }
  }
  return [...found.values()].filter((sides) => sides.before.length + sides.after.length > 0);
}

function idsOf(runs: readonly RunFigures[]): string[] {
  return runs.map(({ id }) => id);
}

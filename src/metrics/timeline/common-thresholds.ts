import type { ThresholdsLine, ThresholdsOf } from '../lines/lines.ts';

/**
 * What the k6s of several engines made of one script's thresholds, each on its own samples: one that any of them found
 * broken is broken, with the value that broke it. Undefined where none has told of any.
 */
export function commonThresholds(lines: readonly ThresholdsLine[]): ThresholdsLine | undefined {
  const [first, ...more] = lines;
  if (!first || more.length === 0) return first;
  const byMetric = new Map<string, ThresholdsOf>();
  for (const of of lines.flatMap((line) => line.of)) {
    const known = byMetric.get(of.metric);
    byMetric.set(of.metric, known ? joined(known, of) : of);
  }
  return { t: 'thresholds', of: [...byMetric.values()] };
}

function joined(one: ThresholdsOf, other: ThresholdsOf): ThresholdsOf {
  const failed = (source: string) => other.thresholds.some((each) => each.source === source && each.failed);
  const [broken, sound] = other.thresholds.some((each) => each.failed) ? [other, one] : [one, other];
  return {
    ...broken,
    empty: one.empty === null || other.empty === null ? null : one.empty && other.empty,
    samples: one.samples === null || other.samples === null ? null : one.samples + other.samples,
    values: { ...sound.values, ...broken.values },
    thresholds: one.thresholds.map((each) => ({ ...each, failed: each.failed || failed(each.source) })),
  };
}

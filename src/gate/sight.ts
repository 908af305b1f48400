import { type ComparedMetric, floorOf, valuesIn } from '../compare/runs/compared-metric.ts';
import { metricSides } from '../compare/runs/comparison.ts';
import type { RunFigures } from '../compare/runs/run-figures.ts';
import { metricFamily, type RunMetric } from '../compare/runs/run-metrics.ts';
import { WANTED } from '../compare/samples.ts';
import { leastP } from '../stats/comparison/mann-whitney.ts';
import { noticeableShift } from '../stats/comparison/sensitivity.ts';
import { normalQuantile } from '../stats/distributions/binomial.ts';
import { studentTQuantile } from '../stats/distributions/student-t.ts';
import { median, variance } from '../stats/moments.ts';
import type { Sight } from './gate-result.ts';

/** What runs can show when they are held against others. */
export interface Sights {
  readonly sees: Sight[];
  /** Why no metric of the run can ever become a regression, as a sentence without a full stop; null: one can. */
  readonly blind: string | null;
  /** The same of the endpoints. */
  readonly blindToEndpoints: string | null;
}

interface Known extends Omit<RunMetric, 'value'> {
  readonly values: readonly number[];
}

/**
 * The smallest shift of each metric that `repeats` runs show in 9 of 10 cases, from the scatter of the runs before: the
 * one that the Mann-Whitney test notices at Holm's worst case, α over the metrics of the family, and that lies beyond
 * the floor in as many cases (the Hodges-Lehmann shift scatters by s √(π/3 (1/n + 1/m))).
 */
export function sightsOf(before: readonly RunFigures[], repeats: number): Sights {
  const known = knownOf(before);
  const [ofRun, ofEndpoints] = [
    known.filter((metric) => metricFamily(metric) === 'run'),
    known.filter((metric) => metricFamily(metric) === 'endpoint'),
  ];
  return {
    sees: [...seen(ofRun, repeats), ...seen(ofEndpoints, repeats)],
    blind: blindness(before.length, ofRun, repeats),
    blindToEndpoints: ofEndpoints.length === 0 ? null : blindness(before.length, ofEndpoints, repeats),
  };
}

function knownOf(runs: readonly RunFigures[]): Known[] {
  return metricSides(runs, [])
    .map(({ before, after: _, errors: _within, ...metric }) => ({ ...metric, values: valuesIn(before) }))
    .filter(({ values }) => values.length > 1);
}

function seen(family: readonly Known[], repeats: number): Sight[] {
  const alpha = WANTED.alpha / family.length;
  return family.flatMap(({ values, ...metric }): Sight[] => {
    const noticed = noticeableShift(values.length, repeats, { ...WANTED, alpha });
    if (noticed === undefined) return [];
    const middle = median(values);
    const scatter = Math.sqrt(variance(values));
    const ofShift = scatter * perScatter(values.length, repeats);
    const beyondFloor = floorOf(values, middle, metric.name) + normalQuantile(WANTED.power) * ofShift;
    const shift = Math.max(noticed * scatter, beyondFloor);
    return [{ ...metric, median: middle, shift, relative: middle === 0 ? null : shift / Math.abs(middle) }];
  });
}

/** What the Hodges-Lehmann shift of so many runs scatters by, for a scatter of 1 between runs (Lehmann 1975). */
function perScatter(before: number, after: number): number {
  return Math.sqrt((Math.PI / 3) * (1 / before + 1 / after));
}

/**
 * The largest shift, in the metric's unit, that is chance or no matter, of a metric of which so few runs can show none:
 * its floor, and what the shift scatters by times Student's t of the scatter before, at the α that `family` metrics share.
 * It rests on normal values, so that what lies beyond it is doubtful and no regression. Null where fewer than two runs
 * before have a value.
 */
export function largestByChance({ before, after, floor }: ComparedMetric, family: number): number | null {
  const values = valuesIn(before.values);
  if (values.length < 2 || after.runs === 0 || floor === null) return null;
  const t = studentTQuantile(1 - WANTED.alpha / (2 * family), values.length - 1);
  return floor + t * Math.sqrt(variance(values)) * perScatter(values.length, after.runs);
}

function blindness(before: number, family: readonly Known[], repeats: number): string | null {
  if (family.length === 0) return `${before} runs before have no two values of any metric`;
  const most = Math.max(...family.map(({ values }) => values.length));
  const least = leastP(most, repeats) * family.length;
  if (least < WANTED.alpha) return null;
  const shared = family.length === 1 ? '' : `, times ${family.length} metrics that share the ${WANTED.alpha * 100} %`;
  return `${repeats} runs against ${most} can never show a regression: the least p is ${leastP(most, repeats).toPrecision(2)}${shared}`;
}

const MOST_REPEATS = 100;

/** The fewest repeats with which these runs before show a regression of the run, or of an endpoint; undefined: none do. */
export function repeatsNeeded(before: readonly RunFigures[]): number | undefined {
  for (let repeats = 2; repeats <= MOST_REPEATS; repeats++)
    if (sightsOf(before, repeats).blind === null) return repeats;
  return undefined;
}

import type { ThresholdsOf } from '../metrics/lines/lines.ts';
import type { Timeline } from '../metrics/timeline/timeline.ts';
import { type ObjectiveResult, objectiveResult, ownMeasure } from '../objectives/result.ts';
import { selectorsOf } from '../objectives/selectors.ts';
import { type Stat, statOfK6 } from '../objectives/stat.ts';
import { isMarginal } from '../objectives/zone.ts';
import { described, type JudgedObjective } from './line.ts';
import { nothingSent, whyUnreadable } from './missing/absent.ts';
import { measureOf } from './statistic.ts';
import { secondsOf } from './whole-run.ts';

/** One threshold as k6 judged it. */
interface Told {
  readonly of: ThresholdsOf;
  readonly failed: boolean;
}

/** Whether a stock k6 made the record: it tells of its thresholds only in its summary, which may never come. */
function isStock(timeline: Timeline): boolean {
  return timeline.hello?.version === 'stock';
}

function toldOf({ objective }: JudgedObjective, timeline: Timeline): Told | undefined {
  for (const of of timeline.thresholds?.of ?? []) {
    const found = of.thresholds.find(({ source }) => `${of.metric} ${source.replace(/\s+/g, '')}` === objective.name);
    if (found) return { of, failed: found.failed };
  }
  return undefined;
}

/**
 * A threshold of the script over the whole run: k6's own verdict, and the value that k6 compared. loadkit adds the
 * interval where its own samples give one, and one rule: without samples a threshold is not met, unless it asks a
 * counter. Undefined for what only loadkit judges: a stock k6 that told of no thresholds. Pure.
 */
export function judgeByK6(line: JudgedObjective, timeline: Timeline): ObjectiveResult | undefined {
  const { objective, limits } = line;
  const { measure } = objective;
  if (objective.source !== 'k6' || measure.kind !== 'stat') return undefined;
  const selector = selectorsOf(objective).all;
  const told = toldOf(line, timeline);
  const empty = { ...described(line), actual: null, samples: 0 };
  if (!told) {
    if (isStock(timeline)) return undefined;
    return objectiveResult({ ...empty, zone: 'no-data', note: 'k6 ended before it judged this threshold' });
  }
  const { of, failed } = told;
  const cell = timeline.total(selector);
  const own = measureOf(
    { ...objective, ...limits },
    { all: cell, part: undefined, seconds: secondsOf(timeline), lost: 0 },
  );
  const samples = of.samples ?? cell?.count ?? 0;
  if (of.empty ?? samples === 0) {
    if (failed)
      return objectiveResult({
        ...empty,
        zone: 'critical',
        actual: toldValue(of, measure.stat),
        note: 'k6 calls it crossed without a sample',
      });
    // A request that k6 was told not to judge was judged by its status.
    if (own.samples > 0 && of.type === 'rate') return undefined;
    const why = whyUnreadable(selector, timeline);
    if (of.type !== 'counter' || why !== undefined || nothingSent(selector.metric, timeline))
      return objectiveResult({ ...empty, zone: 'no-data', note: why ?? 'no sample of this metric' });
  }
  const zone = failed ? 'critical' : 'met';
  return objectiveResult({
    ...described(line),
    zone,
    actual: toldValue(of, measure.stat) ?? own.actual,
    lower: own.lower,
    upper: own.upper,
    samples,
    marginal: isMarginal(zone, own.lower, own.upper, limits),
    note: own.actual === null ? null : own.note,
  });
}

function toldValue({ values }: ThresholdsOf, stat: Stat): number | null {
  return values[statOfK6(stat)] ?? null;
}

/**
 * Where k6 ended with 99 though every threshold in the record was met: its word is not to be made light of, and this
 * line says so. A breakpoint run is judged on its ramp, on which thresholds are to be crossed. Pure.
 */
export function contradictedByExit(
  objectives: readonly ObjectiveResult[],
  timeline: Timeline,
  profile: string,
): ObjectiveResult[] {
  if (timeline.close?.exit !== THRESHOLDS_CROSSED || profile === 'breakpoint') return [];
  if (objectives.some(({ source, zone }) => source === 'k6' && zone === 'critical')) return [];
  return [
    objectiveResult({
      name: 'thresholds of k6',
      source: 'k6',
      zone: 'critical',
      actual: null,
      unit: 'none',
      samples: 0,
      measure: ownMeasure('k6-exit', 'exit code of k6'),
      note: 'k6 ended with 99: a threshold was crossed, and the record does not say which: see k6.log',
    }),
  ];
}

/** errext/exitcodes: ThresholdsHaveFailed. */
const THRESHOLDS_CROSSED = 99;

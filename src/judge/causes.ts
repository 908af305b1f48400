import { bucketMiddle } from '../metrics/histogram/histogram.ts';
import { matches, type Selector } from '../metrics/selector.ts';
import type { Cell } from '../metrics/timeline/cell.ts';
import type { Timeline } from '../metrics/timeline/timeline.ts';
import type { Limit, Objective } from '../objectives/objective.ts';
import type { ObjectiveResult } from '../objectives/result.ts';
import { selectorsOf } from '../objectives/selectors.ts';
import { quantileOf } from '../objectives/stat.ts';
import { holds, type Limits, lowerIsBetter } from '../objectives/zone.ts';
import type { Measurement } from '../plan/measurement.ts';
import type { CauseResult } from '../result/result.ts';
import { described, lineOf } from '../slo/line.ts';

const MOST_ENDPOINTS = 5;

/**
 * Which endpoints broke the objectives that are not met, by how many of their samples lie beyond the limit that was
 * missed, more than the objective allows of so many: of a p95 one in twenty, of "errors < 1 %" one in a hundred. Over
 * the stages in which it was missed. What has no name (steps, iterations, checks) and what was never sent are no
 * endpoint's. Pure.
 */
export function causesOf(
  { asked, timeline, plan, countedStages: counted }: Measurement,
  lines: readonly ObjectiveResult[],
): CauseResult[] {
  return asked.flatMap((objective) => {
    const { name, source, measure } = described(lineOf(objective, timeline));
    const own = lines.filter(
      (line) => line.counts && line.name === name && line.source === source && line.measure.text === measure.text,
    );
    const missed = own.filter(({ zone }) => zone === 'degraded' || zone === 'critical');
    if (missed.length === 0) return [];
    const critical = missed.some(({ zone }) => zone === 'critical');
    const worst = missed.filter(({ zone }) => zone === 'critical' || !critical);
    const named = worst.flatMap(({ stage }) => (stage === null ? [] : [stage]));
    const endpoints = endpointsOf(
      objective,
      timeline,
      plan.stages.length === 0 ? null : named.length > 0 ? named : counted,
      critical,
    );
    return endpoints.length > 0 ? [{ objective: name, measure, endpoints }] : [];
  });
}

function endpointsOf(
  objective: Objective,
  timeline: Timeline,
  stages: readonly string[] | null,
  critical: boolean,
): CauseResult['endpoints'] {
  const selectors = selectorsOf(objective);
  const { limits } = lineOf(objective, timeline);
  const broken = missedLimit(limits, critical);
  if (!broken) return [];
  const lower = lowerIsBetter(limits);
  const read = (selector: Selector, name: string, method: string): Cell | undefined => {
    const own = { ...selector, where: { ...selector.where, name, method } };
    return stages === null ? timeline.total(own) : timeline.judged(own, stages);
  };
  const named = timeline.series.filter(({ series }) => matches(selectors.all, series) && series.tags['name']);
  const tags = new Map(
    named.map(({ series: { tags: of } }) => {
      const { name = '', method = '' } = of;
      return [`${method} ${name}`.trim(), [name, method]] as const;
    }),
  );
  const all = [...tags].flatMap(([endpoint, [name, method]]) => {
    const cell = read(selectors.all, name, method);
    if (!cell || cell.count === 0) return [];
    const bad = selectors.part
      ? badOfShare(cell.count, read(selectors.part, name, method)?.count ?? 0, lower)
      : cell.type === 'rate'
        ? badOfShare(cell.count, cell.sum, lower)
        : beyond(cell, broken);
    const allowed = allowedShare(objective, broken.limit, lower, cell) * cell.count;
    return [{ endpoint, bad, samples: cell.count, excess: bad - allowed }];
  });
  return all
    .filter(({ excess }) => excess > 0)
    .sort((a, b) => b.excess - a.excess)
    .slice(0, MOST_ENDPOINTS);
}

/** The limit that was missed, and whether it is one that must hold (`< 200 ms`) or one that must not (`> 500 ms`). */
interface Missed {
  readonly limit: Limit;
  readonly mustHold: boolean;
}

function missedLimit({ target, critical }: Limits, isCritical: boolean): Missed | undefined {
  if (isCritical && critical) return { limit: critical, mustHold: false };
  return target ? { limit: target, mustHold: true } : undefined;
}

/** Of a ratio's samples those that are bad: the counted part, or all others. */
function badOfShare(samples: number, counted: number, countedIsBad: boolean): number {
  return countedIsBad ? counted : samples - counted;
}

/** Values of a trend beyond a limit, by the middles of their buckets. */
function beyond({ histogram }: Cell, { limit, mustHold }: Missed): number {
  return (histogram?.counts ?? []).reduce(
    (sum, [index, count]) => sum + (holds(bucketMiddle(index, histogram!.bits), limit) === mustHold ? 0 : count),
    0,
  );
}

/** Which share of the samples may be bad. */
function allowedShare({ measure }: Objective, limit: Limit, lower: boolean, { type }: Cell): number {
  if (measure.kind === 'ratio' || type === 'rate') return lower ? limit.value : 1 - limit.value;
  const quantile = measure.kind === 'stat' ? quantileOf(measure.stat) : undefined;
  return quantile === undefined ? 0 : lower ? 1 - quantile : quantile;
}

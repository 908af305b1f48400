import { isLatencyMetric, METRICS } from '../metrics/catalogue.ts';
import type { Timeline } from '../metrics/timeline.ts';
import type { Limit, Objective } from '../objectives/objective.ts';
import { measureText } from '../objectives/selectors.ts';
import type { Limits } from '../objectives/zone.ts';
import type { ObjectiveResult } from '../result/result.ts';
import type { Unit } from '../units/format.ts';

/** An objective with its limits in base units, as it is judged. */
export interface Line {
  readonly objective: Objective;
  readonly unit: Unit;
  readonly limits: Limits;
}

/** Thresholds of k6 are written in milliseconds where the metric is a time; which it is, only the series says. */
export function lineOf(objective: Objective, timeline: Timeline): Line {
  const { target, critical } = objective;
  if (objective.unit !== 'k6') return { objective, unit: objective.unit, limits: { target, critical } };
  const { measure } = objective;
  const metric = measure.kind === 'monitor' ? '' : measure.metric;
  const series = kindOf(objective, metric, timeline);
  const counts = measure.kind === 'stat' && measure.stat === 'count';
  const isTime = !counts && (series ? series.unit === 'seconds' && series.type !== 'counter' : isLatencyMetric(metric));
  const scaled = (limit: Limit | null) => (limit && isTime ? { ...limit, value: limit.value / 1000 } : limit);
  const unit: Unit = counts ? 'count' : isTime ? 'seconds' : unitOf(series?.type, series?.unit);
  return { objective, unit, limits: { target: scaled(target), critical: scaled(critical) } };
}

/** What a metric holds: as its series say, or k6 where it has none. */
function kindOf({ name }: Objective, metric: string, timeline: Timeline): { type: string; unit: string } | undefined {
  const series = timeline.series.find((entry) => entry.series.metric === metric)?.series;
  return series ?? timeline.thresholds?.of.find((each) => name.startsWith(`${each.metric} `)) ?? METRICS.get(metric);
}

function unitOf(type: string | undefined, unit: string | undefined): Unit {
  if (type === 'rate') return 'ratio';
  if (type === 'counter') return 'per second';
  return unit === 'bytes' ? 'bytes' : 'none';
}

/** What every result of an objective says of it, however it was judged. */
export function described({ objective, unit, limits }: Line) {
  return {
    name: objective.name,
    source: objective.source,
    target: limits.target,
    critical: limits.critical,
    unit,
    measure: measureText(objective),
    required: objective.required,
  } satisfies Partial<ObjectiveResult>;
}

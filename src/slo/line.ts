import { METRICS } from '../metrics/catalogue.ts';
import type { Timeline } from '../metrics/timeline/timeline.ts';
import type { Objective } from '../objectives/objective.ts';
import { judgedMeasure, type ObjectiveResult } from '../objectives/result.ts';
import { inBaseUnits } from '../objectives/unit.ts';
import type { Limits } from '../objectives/zone.ts';
import type { Unit } from '../units/format.ts';

/** An objective with its limits in base units, as it is judged. */
export interface JudgedObjective {
  readonly objective: Objective;
  readonly unit: Unit;
  readonly limits: Limits;
}

/** An objective as it is judged. What a metric of the script's own holds, only its series say. */
export function lineOf(objective: Objective, timeline: Timeline): JudgedObjective {
  const { unit, target, critical, measure } = objective;
  if (unit !== 'k6') return { objective, unit, limits: { target, critical } };
  const read = inBaseUnits(objective, kindOf(objective, measure.metric, timeline) ?? { type: 'trend', unit: 'none' });
  return { objective, unit: read.unit, limits: { target: read.target, critical: read.critical } };
}

/** What a metric holds: as its series say, or k6 where it has none. */
function kindOf({ name }: Objective, metric: string, timeline: Timeline): { type: string; unit: string } | undefined {
  const series = timeline.series.find((entry) => entry.series.metric === metric)?.series;
  return series ?? timeline.thresholds?.of.find((each) => name.startsWith(`${each.metric} `)) ?? METRICS.get(metric);
}

/** What every result of an objective says of it, however it was judged. */
export function described({ objective, unit, limits }: JudgedObjective) {
  return {
    name: objective.name,
    source: objective.source,
    target: limits.target,
    critical: limits.critical,
    unit,
    measure: judgedMeasure(objective),
    required: objective.required,
    severity: objective.severity,
    ...(objective.silence ? { silence: objective.silence } : {}),
  } satisfies Partial<ObjectiveResult>;
}

import type { Selector } from '../../metrics/selector.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { AlertRule } from '../../objectives/alert-rule.ts';
import { distinctIds, findingId } from '../../objectives/finding-id.ts';
import type { Objective } from '../../objectives/objective.ts';
import type { Measurement } from '../../plan/measurement.ts';
import { loadAt } from '../../plan/stages.ts';
import type { AlertInterval, AlertResult } from '../../result/alerts.ts';
import type { JudgedAlert } from './alert.ts';
import { judgeMeasured, worstOf } from './measured.ts';
import { judgePrometheusRule } from './of-prometheus.ts';
import type { HeldRow } from './rows.ts';

const REQUESTS: Selector = { metric: 'http_reqs', where: {} };
/** Seconds over which the load is looked at when a condition begins to hold. */
const LOAD_OVER = 10;
/** Most intervals that are told of one alert. */
const MOST_INTERVALS = 20;

/**
 * Every alert over the whole run: those of `alerts:`, the rules of rule files, and the objectives with `for`, which are
 * alerts as well, here also beyond the load on which the verdict rests. No verdict rests on them. Pure.
 */
export function judgeAlerts(measurement: Measurement, rules: readonly AlertRule[]): AlertResult[] {
  const own = measurement.asked.filter(isAlert);
  const judged = [
    ...own.flatMap((objective) => told('objectives', judgeMeasured(objective, measurement), measurement)),
    ...rules.flatMap((rule) =>
      rule.kind === 'measured'
        ? told('alerts', judgeMeasured(rule.objective, measurement), measurement)
        : told('rules', [judgePrometheusRule(rule, measurement)], measurement, rule.file),
    ),
  ];
  return distinctIds(judged, ({ source, file, measure, limit }) =>
    JSON.stringify([source, file, measure, limit?.op, limit?.value]),
  );
}

/** Whether an objective is an alert rule as well: it asks for a row of windows. */
export function isAlert(objective: Objective): boolean {
  return objective.for !== null && objective.over !== null && objective.source !== 'k6';
}

function told(
  source: AlertResult['source'],
  judged: readonly JudgedAlert[],
  measurement: Measurement,
  file: string | null = null,
): AlertResult[] {
  return judged.map(({ rows, notes, ...alert }) => ({
    id: findingId('alert', alert.name),
    ...alert,
    ...{ source, file },
    notes: [...notes],
    fired: rows
      .toSorted((a, b) => a.from - b.from)
      .slice(0, MOST_INTERVALS)
      .map((row) => intervalOf(row, alert, measurement)),
    times: alert.state === 'fired' ? rows.length : 0,
  }));
}

function intervalOf(
  { series, from, to, values }: HeldRow,
  { for: needed, limit, over }: Pick<JudgedAlert, 'for' | 'limit' | 'over'>,
  { plan, timeline }: Measurement,
): AlertInterval {
  const end = timeline.lastSecond + 1 - timeline.offset;
  const value = loadAt(plan.stages, from);
  const kind = plan.stages[0]?.load.kind;
  return {
    series,
    since: from,
    at: to - from >= needed ? from + needed : null,
    until: to,
    open: to >= end - (over ?? 1),
    peak: worstOf(values, limit),
    load: value === null || value === undefined || kind === undefined ? null : { kind, value },
    requests: requestsAt(timeline, from),
    stage: plan.stages.find((stage) => from >= stage.from && from < stage.to)?.name ?? null,
  };
}

/** Requests completed per second in the first seconds from a moment on. */
function requestsAt(timeline: Timeline, from: number): number | null {
  const { bin } = timeline.layout;
  const first = Math.floor(from / bin);
  const windows = timeline.windows(REQUESTS).slice(first, first + Math.max(1, Math.round(LOAD_OVER / bin)));
  if (windows.length === 0) return null;
  return windows.reduce((sum, cell) => sum + (cell?.sum ?? 0), 0) / (windows.length * bin);
}

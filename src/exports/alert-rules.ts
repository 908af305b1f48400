import { stringify } from 'yaml';
import { slugOf } from '../objectives/finding-id.ts';
import type { Limit, Objective } from '../objectives/objective.ts';
import { measureText } from '../objectives/selectors.ts';
import type { Severity } from '../objectives/severity.ts';
import { isUpper } from '../objectives/zone.ts';
import { formatSpan, formatValue } from '../units/format.ts';
import { visible } from '../visible.ts';
import { BURN_WINDOWS, burnCondition } from './burn-rates.ts';
import { measurePromql, type PromqlMeasure } from './measure-promql.ts';
import type { MetricNames } from './metric-names.ts';

/** A rule of a Prometheus rule file. */
interface FileRule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A text for another program, and what of the objectives it leaves out, with the reason. */
export interface Exported {
  readonly text: string;
  readonly left: readonly { readonly name: string; readonly reason: string }[];
  /** How many objectives are in it. */
  readonly held: number;
}

/** Where an objective names no windows: the window and the time that alerts of operation usually take. */
const USUAL_WINDOW = 300;
const USUAL_FOR = 300;
/** A rate needs two samples, and a Prometheus often scrapes each 30 s or minute: over less it would see nothing. */
const LEAST_WINDOW = 120;

const OPPOSITE = { '<': '>=', '<=': '>', '>': '<=', '>=': '<', '==': '!=', '!=': '==' } as const;

/**
 * Objectives as a rule file of Prometheus: burn rates of each share that is promised, and an alert for each other limit.
 * What cannot be asked of a Prometheus stands in the head, with the reason. Pure.
 */
export function exportAlerts(objectives: readonly Objective[], names: MetricNames): Exported {
  const left: { name: string; reason: string }[] = [];
  const groups: { name: string; rules: FileRule[] }[] = [];
  for (const objective of objectives) {
    const measure = measurePromql(objective, names);
    if ('reason' in measure) {
      left.push({ name: objective.name, reason: measure.reason });
      continue;
    }
    const rules = rulesOf(objective, measure);
    groups.push({ name: uniqueName(`loadkit-${slugOf(objective.name)}`, groups), rules });
  }
  const head = [
    'Alerts of the objectives of loadkit, by: loadkit export alerts',
    ...names.assumed,
    ...left.map(({ name, reason }) => `not here: ${name}: ${reason}`),
  ];
  const comment = head.map((line) => `# ${visible(line).replace(/\s+/g, ' ')}\n`).join('');
  return { text: `${comment}${stringify({ groups }, { lineWidth: 0 })}`, left, held: groups.length };
}

function uniqueName(name: string, groups: readonly { readonly name: string }[]): string {
  const same = groups.filter((group) => group.name === name || group.name.startsWith(`${name}~`)).length;
  return same === 0 ? name : `${name}~${same + 1}`;
}

function rulesOf(objective: Objective, measure: PromqlMeasure): FileRule[] {
  const { target, critical, severity } = objective;
  const budget = budgetOf(objective);
  const name = alertName(objective.name);
  const both = target !== null && critical !== null;
  const rules = budget === undefined ? [] : burnRules(objective, measure, budget);
  // A share that is promised is watched by its budget; missed for a while it is an alert where the objective says so.
  if (target && (budget === undefined || objective.for !== null)) {
    const missed = { ...target, op: OPPOSITE[target.op] };
    const level = both ? 'warning' : severity;
    rules.push(threshold(objective, measure, { name: both ? `${name}Missed` : name, limit: missed, severity: level }));
  }
  if (critical)
    rules.push(threshold(objective, measure, { name: both ? `${name}Critical` : name, limit: critical, severity }));
  return rules;
}

/** The share of requests that a target lets be bad; undefined of what promises no such share. */
export function budgetOf({ measure, target }: Objective): number | undefined {
  const isShare = measure.kind === 'ratio' || (measure.kind === 'stat' && measure.metric === 'http_req_failed');
  if (!isShare || target === null || target.op === '==' || target.op === '!=') return undefined;
  const budget = Number((isUpper(target) ? target.value : 1 - target.value).toPrecision(12));
  return budget > 0 && budget < 1 ? budget : undefined;
}

function burnRules(objective: Objective, measure: PromqlMeasure, budget: number): FileRule[] {
  const { name, target, severity } = objective;
  const bad = target && isUpper(target) ? (of: string) => of : (of: string) => `1 - (${of})`;
  const recorded = (window: string) => `loadkit:${metricPart(name)}:bad_ratio_rate${window}`;
  const records = BURN_WINDOWS.map((window) => ({ record: recorded(window), expr: bad(measure.expr(window)) }));
  const alerts = (['critical', 'warning'] as const).flatMap((level): FileRule[] => {
    const expr = burnCondition(level, budget, recorded);
    if (expr === null) return [];
    const what = `${name}: the error budget of ${formatValue(budget, 'ratio')} is spent too fast`;
    return [
      {
        alert: `${alertName(name)}${level === 'critical' ? 'BudgetBurnsFast' : 'BudgetBurns'}`,
        expr,
        labels: { severity: severity === 'warning' ? 'warning' : level, objective: name },
        annotations: annotations(what, `${measureText(objective)}, by the burn rates of the SRE Workbook`),
      },
    ];
  });
  return [...records, ...alerts];
}

function threshold(
  objective: Objective,
  { expr, scale }: PromqlMeasure,
  { name: alert, limit, severity }: { readonly name: string; readonly limit: Limit; readonly severity: Severity },
): FileRule {
  const { name, unit, over } = objective;
  const seconds = Math.max(LEAST_WINDOW, over ?? USUAL_WINDOW);
  const value = Number((limit.value * scale).toPrecision(12));
  const text = formatValue(limit.value, unit === 'k6' ? 'none' : unit);
  return {
    alert,
    expr: `${expr(promSpan(seconds))} ${limit.op} ${value}`,
    for: promSpan(objective.for ?? USUAL_FOR),
    labels: { severity, objective: name },
    annotations: annotations(`${name} is ${limit.op} ${text}`, `${measureText(objective)} over ${formatSpan(seconds)}`),
  };
}

/** What a template of Prometheus would read in a text of the project's own is taken for a text. */
function annotations(summary: string, description: string): Record<string, string> {
  const plain = (text: string) => visible(text).replaceAll('{{', '{ {').replaceAll('}}', '} }');
  return { summary: plain(summary), description: plain(description) };
}

/** Seconds as Prometheus writes them, whole milliseconds. */
export function promSpan(seconds: number): string {
  return Number.isInteger(seconds)
    ? seconds % 60 === 0 && seconds > 0
      ? `${seconds / 60}m`
      : `${seconds}s`
    : `${Math.max(1, Math.round(seconds * 1000))}ms`;
}

/** `API response` as `APIResponse`; letters that names of Prometheus have not are left out. */
function alertName(name: string): string {
  const words = name
    .normalize('NFKD')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[A-Za-z]/.test(joined) ? joined : `Objective${joined}`;
}

function metricPart(name: string): string {
  const ascii = slugOf(name)
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return ascii === '' ? 'objective' : ascii;
}

import { baseOf, idOf, requestUnit, secondsCounted } from '../config/growth/names.ts';
import type { GrowthSection, QuantityGrowth } from '../config/growth/section.ts';
import { dueMonths } from '../config/growth/section.ts';
import { InternalError, UserError } from '../errors.ts';
import type { Figure } from '../result/figure.ts';
import { monthsBetween, parseDay } from '../units/months.ts';
import { compoundDemand } from './compound.ts';
import type { Demand } from './demand.ts';
import type { Folding } from './history/fold.ts';
import { historyDemand } from './history/history.ts';
import { readHistory } from './history/read-csv.ts';
import { milestonesDemand } from './milestones.ts';
import { hidesPeak, peakRate } from './per-second.ts';
import { requestsOf } from './users-load.ts';

/** What growth is computed from, beside what is said of each quantity. */
export interface GrowthContext {
  /** The day of the plan, `2026-01-23`. */
  readonly today: string;
  /** Months ahead. */
  readonly horizon: number;
  /** The tier's load as figures, with which `requests` (per second) and `users` begin. */
  readonly requests: (Figure & { readonly value: number }) | null;
  readonly users: (Figure & { readonly value: number }) | null;
  /** What one user of the tier sends by the think time, in requests/s; null: it is not known. */
  readonly each: (Figure & { readonly value: number }) | null;
  /** The text of each history file that the section names, by the name of its quantity. */
  readonly histories: ReadonlyMap<string, string>;
  /** Highest rate over mean rate, where a quantity does not say: `--peak`. */
  readonly peak: number | null;
  /** Put before every id, such as `medium_`, where one plan holds several. */
  readonly prefix?: string;
}

/**
 * The demands of a growth section: each quantity as it was said, and those that are load once more as the tier counts
 * it.
 */
export interface Demands {
  readonly all: readonly Demand[];
  /** Requests per second at the peak: as they were said, or as the users of a tier send them. */
  readonly requests: Demand | null;
  /** Concurrent users; and what those of a tier send, in requests/s. */
  readonly users: Demand | null;
  readonly usersLoad: Demand | null;
}

/**
 * The demands that a growth section describes. Throws UserError for what cannot be used, with path, or file and line.
 */
export function growthDemands(growth: GrowthSection, context: GrowthContext): Demands {
  const all = Object.entries(growth).flatMap(([name, quantity]) => demandNamed(name, quantity, context));
  const loadOf = (base: 'requests' | 'users') => all.find(({ quantity }) => baseOf(quantity) === base) ?? null;
  const [requests, users] = [loadOf('requests'), loadOf('users')];
  const usersLoad = users && requestsOf(users, context);
  if (!requests) return { all, requests: usersLoad, users, usersLoad };
  const stated = growth[requests.quantity]?.peak;
  const peak = stated ?? (hidesPeak(requests.quantity) ? context.peak : null);
  return { all, requests: peakRate(requests, peak), users, usersLoad };
}

/** A quantity's demand; none for a tier's load where no tier says what it is now. */
function demandNamed(name: string, quantity: QuantityGrowth, context: GrowthContext): Demand[] {
  const { horizon, prefix = '' } = context;
  const today = dayOf(context.today);
  const id = `${prefix}${idOf(name)}`;
  const unit = unitOf(name, quantity);
  const path = `growth[${JSON.stringify(name)}]`;
  if (quantity.history !== undefined) {
    const text = context.histories.get(name);
    if (text === undefined) throw new InternalError(`the history of ${name} was not read`);
    const history = readHistory(text, quantity.history, today, foldingOf(name));
    return [historyDemand({ quantity: name, unit, id, history, horizon, today })];
  }
  const now = nowOf(name, quantity, id, unit, context);
  if (!now) return [];
  const since = quantity.since === undefined ? 0 : monthsBetween(today, dayOf(quantity.since));
  if (since > 0)
    refuse(
      `${quantity.since} lies in the future`,
      `${path}.since`,
      'it is the day of `now`: the day of the plan, or one before',
    );
  const start = { quantity: name, unit: now.unit, id, now, since, horizon };
  if (quantity.rate) return [compoundDemand({ ...start, rate: quantity.rate })];
  const milestones = Object.entries(quantity.milestones ?? {}).map(([due, value]) => {
    const after = dueMonths(due);
    return { due, value, month: after === undefined ? monthsBetween(today, dayOf(due)) : since + after };
  });
  for (const { due, month } of milestones)
    if (month <= since)
      refuse(`${due} is not after the day of \`now\``, `${path}.milestones`, 'say by `since` of which day `now` is');
  return [milestonesDemand({ ...start, milestones })];
}

type Known = Figure & { readonly value: number };

/** Where growth begins: at what is said, at what the tier states, or, of what nobody counted, at one times today's. */
function nowOf(
  name: string,
  { now, since }: QuantityGrowth,
  id: string,
  unit: string,
  context: GrowthContext,
): Known | null {
  const base = baseOf(name);
  if (now === undefined && base !== undefined && secondsCounted(name) === undefined) return context[base];
  const blank = { lower: null, upper: null, expression: null };
  const says = since === undefined ? `${name} now` : `${name} on ${since}`;
  if (now !== undefined) return { id: `${id}_now`, says, value: now, unit, basis: 'stated', note: null, ...blank };
  const note = `nobody said how much it is: write growth[${JSON.stringify(name)}].now`;
  return { id: `${id}_now`, says, value: 1, unit: 'times today', basis: 'assumed', note, ...blank };
}

function unitOf(name: string, { unit }: QuantityGrowth): string {
  const base = baseOf(name);
  if (base === 'users') return 'users';
  return requestUnit(name) ?? unit ?? name;
}

/** A load is planned for its highest rate; one that is multiplied by a peak is so from its mean. */
function foldingOf(name: string): Folding {
  const [seconds, unit] = [secondsCounted(name), requestUnit(name)];
  if (seconds === undefined || unit === undefined) return { by: 'highest' };
  return hidesPeak(name) ? { by: 'mean', counted: { seconds, unit } } : { by: 'highest' };
}

function dayOf(text: string): number {
  const day = parseDay(text);
  if (day === undefined) throw new InternalError(`${text} is no day`);
  return day;
}

function refuse(what: string, path: string, next: string): never {
  throw new UserError({ what, where: { path }, next });
}

import type { SearchPlan } from '../../result/capacity.ts';
import { holdSeconds } from './phases/confirm-seconds.ts';

/** An objective as the search sees it: of the requests that it is about at most `allowed` may be bad. */
export interface AllowedShare {
  /** for sentences */
  readonly name: string;
  /** 1 − q for "quantile q within the limit"; the target of an error rate */
  readonly allowed: number;
  /** seconds; a request that lasts longer is bad. Without one only failed and dropped requests are */
  readonly limit?: number;
  /** Whether it is about some of the requests only. */
  readonly some?: boolean;
}

export interface SearchSettings {
  /** The smallest crossing binds. */
  readonly objectives: readonly AllowedShare[];
  /** requests per second of the first batch */
  readonly startRate: number;
  /** requests per second never to be exceeded */
  readonly maxRate: number;
  /** half width of the interval, as a ratio, at which the search ends */
  readonly precision: number;
  /** seconds of load at most, without the confirmation */
  readonly budget: number;
  /** and with it: no hold begins that would end later */
  readonly total: number;
  /** seconds of load at least before an interval is believed that the replay is no part of */
  readonly leastSeconds: number;
  /** seconds of the confirming hold at the lower bound; 0 for none */
  readonly confirmSeconds: number;
  /** Whether estimator R may be tried. */
  readonly replay: boolean;
  /** simulated requests a step of estimator R */
  readonly replayRequests: number;
  /** of an iteration; rates are those of iterations, limits those of each request */
  readonly requestsPerIteration: number;
}

/** Of the reference: ±3 % within 465 s of load, beginning at 20 requests/s. */
export const SEARCH_DEFAULTS = {
  startRate: 20,
  maxRate: Number.POSITIVE_INFINITY,
  precision: 0.03,
  budget: 465,
  total: Number.POSITIVE_INFINITY,
  leastSeconds: 150,
  confirmSeconds: 45,
  replay: true,
  replayRequests: 4_000_000,
  requestsPerIteration: 1,
} as const satisfies Omit<SearchSettings, 'objectives'>;

/** Batches go on while the search computes: the load may be so much longer, seconds. */
const SLACK = 10;

/** The settings of a search as it was planned, in iterations per second. */
export function plannedSettings(search: SearchPlan, requestsPerIteration: number): SearchSettings {
  const { objectives, startRate, maxRate, precision, loadBudget, confirm } = search;
  return searchSettings({
    objectives: objectives.map(plannedObjective),
    startRate: startRate / requestsPerIteration,
    maxRate: maxRate / requestsPerIteration,
    precision,
    budget: loadBudget,
    total: loadBudget + SLACK + holdSeconds(confirm),
    confirmSeconds: confirm,
    // Who found how many others is known of iterations, not of each of their requests.
    replay: requestsPerIteration === 1,
    requestsPerIteration,
  });
}

/** An objective as it was planned. */
export function plannedObjective({ name, allowed, limit, where }: SearchPlan['objectives'][number]): AllowedShare {
  return { name, allowed, ...(limit === null ? {} : { limit }), ...(where ? { some: true } : {}) };
}

/** The same settings with rates in requests per second, for words. */
export function inRequests(settings: SearchSettings, requestsPerIteration: number): SearchSettings {
  const { startRate, maxRate } = settings;
  return { ...settings, startRate: startRate * requestsPerIteration, maxRate: maxRate * requestsPerIteration };
}

/** Settings with defaults for what is not given. Throws RangeError on what no search can run with. */
export function searchSettings(given: Partial<SearchSettings> & Pick<SearchSettings, 'objectives'>): SearchSettings {
  const settings = { ...SEARCH_DEFAULTS, ...given };
  const { objectives, startRate, maxRate, precision, budget } = settings;
  if (objectives.length === 0) throw new RangeError('a search needs an objective');
  for (const { name, allowed, limit } of objectives) {
    requireBetween(`what ${name} allows`, allowed, 0, 1);
    if (limit !== undefined) requireBetween(`the limit of ${name}`, limit, 0, Number.POSITIVE_INFINITY);
  }
  requireBetween('startRate', startRate, 0, Number.POSITIVE_INFINITY);
  if (!(maxRate >= startRate)) throw new RangeError(`maxRate must be at least startRate ${startRate}, got ${maxRate}`);
  requireBetween('precision', precision, 0, 1);
  requireBetween('budget', budget, 0, Number.POSITIVE_INFINITY);
  return settings;
}

/** The tightest limit, seconds; 1 s where no objective has one. */
export function tightestLimit({ objectives }: Pick<SearchSettings, 'objectives'>): number {
  const limits = objectives.flatMap(({ limit }) => limit ?? []);
  return limits.length > 0 ? Math.min(...limits) : 1;
}

function requireBetween(name: string, value: number, low: number, high: number): void {
  if (!(value > low && value < high)) throw new RangeError(`${name} must lie between ${low} and ${high}, got ${value}`);
}

import * as z from 'zod';

/** What speaks against an estimate, or limits what it says: a code for machines, a sentence for people. */
export const EstimateCaveat = z.strictObject({
  code: z.enum([
    // Of a search, by how it ended.
    'not-resolved',
    'stopped',
    'generator-limit',
    'no-break',
    'no-rate',
    'drifted',
    'got-faster',
    'collapsed',
    'not-recovered',
    'no-valid-probe',
    'changed',
    'unstable',
    'replay-unused',
    'even-arrivals',
    // Of a breaking point.
    'nothing-broke',
    'lowest-step-broke',
    'first-window-broke',
    'nothing-piled-up',
    'failed-counted-done',
    'invalid-stages',
    'time-scaled',
    'rate-limited',
    // Of how a number was found.
    'highest-is-best',
    'extrapolated',
    'resolution',
    'response-unknown',
  ]),
  text: z.string(),
});
export type EstimateCaveat = z.infer<typeof EstimateCaveat>;

/** A number with its doubt. `value` is null where only bounds are known. */
export const Estimate = z.strictObject({
  value: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  /**
   * Confidence of [lower, upper], 0..1; null where the bounds are a bracket of what was tried, not a statistical
   * interval.
   */
  confidence: z.number().nullable(),
  unit: z.enum(['requests/s', 'seconds', 'requests', 'iterations', 'users']),
  /** What it rests on, in a few words. */
  basis: z.string(),
  caveats: z.array(EstimateCaveat),
});
export type Estimate = z.infer<typeof Estimate>;

/** What a run estimates, by name; it says nothing of what is absent. */
export const Estimates = z.strictObject({
  /** Of a capacity search: the highest load that meets the objectives. */
  maxSustainableLoad: Estimate.optional(),
  /** The load from which on more load is answered more slowly without more being done. */
  knee: Estimate.optional(),
  /** Where the service breaks, in the unit of the load; and what it then got done, where that load is users. */
  breakingPoint: Estimate.optional(),
  breakingPointThroughput: Estimate.optional(),
  /** Until requests in flight were few again after an overload. */
  recoveryTime: Estimate.optional(),
  /** What is in flight at the sustainable load, and the users that it is. */
  concurrency: Estimate.optional(),
  concurrentUsers: Estimate.optional(),
});
export type Estimates = z.infer<typeof Estimates>;
export type EstimateName = keyof Estimates;

const NAMES = Estimates.keyof().options;

/** The estimates that there are, with their names, in the order in which they are told. */
export function listed(estimates: Estimates): (Estimate & { readonly name: EstimateName })[] {
  return NAMES.flatMap((name) => {
    const estimate = estimates[name];
    return estimate ? [{ ...estimate, name }] : [];
  });
}

/** The estimates without what is not known of them; `change`: of each what becomes of it. */
export function told(estimates: Estimates, change = (estimate: Estimate) => estimate): Estimates {
  return Object.fromEntries(listed(estimates).map(({ name, ...estimate }) => [name, change(estimate)]));
}

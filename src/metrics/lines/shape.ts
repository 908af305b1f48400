/**
 * Shapes of values, checked by hand: a schema of every number would halve the speed of a replay. Fields that are not
 * named are let pass: a newer engine may say more.
 */

export type Fields = Readonly<Record<string, unknown>>;
export type FieldCheck = (value: unknown) => boolean;

/**
 * The last second of any run (115 days): a larger number is no second of a run, and windows up to it would fill the
 * memory.
 */
const LAST_SECOND = 1e7;
/** Most iterations in flight that a census counts by. */
const MOST_IN_FLIGHT = 1e6;

export const text: FieldCheck = (value) => typeof value === 'string';
export const flag: FieldCheck = (value) => typeof value === 'boolean';
export const number: FieldCheck = (value) => Number.isFinite(value);
export const amount: FieldCheck = (value) => number(value) && (value as number) >= 0;
export const positive: FieldCheck = (value) => number(value) && (value as number) > 0;
export const count: FieldCheck = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
/** Of a series; -1: one that was not announced. */
export const series: FieldCheck = (value) => Number.isInteger(value) && (value as number) >= -1;
export const second: FieldCheck = (value) => Number.isInteger(value) && Math.abs(value as number) <= LAST_SECOND;
export const moment: FieldCheck = (value) => number(value) && Math.abs(value as number) <= LAST_SECOND;
export const level: FieldCheck = (value) => count(value) && (value as number) <= MOST_IN_FLIGHT;
export const fields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const oneOf = (...known: readonly unknown[]): FieldCheck => {
  const set = new Set(known);
  return (value) => set.has(value);
};
export const maybe =
  (check: FieldCheck): FieldCheck =>
  (value) =>
    value === undefined || value === null || check(value);
export const listOf =
  (check: FieldCheck): FieldCheck =>
  (value) =>
    Array.isArray(value) && value.every(check);
/** A list that begins with these; `more` is what may follow. */
export const tuple =
  (first: readonly FieldCheck[], more: FieldCheck = () => true): FieldCheck =>
  (value) =>
    Array.isArray(value) && value.length >= first.length && value.every((item, index) => (first[index] ?? more)(item));
export const mapOf =
  (check: FieldCheck): FieldCheck =>
  (value) =>
    fields(value) && Object.values(value).every(check);
export const has = (shape: Readonly<Record<string, FieldCheck>>): FieldCheck => {
  const entries = Object.entries(shape);
  return (value) => fields(value) && entries.every(([name, check]) => check(value[name]));
};

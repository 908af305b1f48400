import type { Estimate, EstimateCaveat, Estimates } from '../result/estimates.ts';
import { formatNumber } from '../units/format.ts';

/** A step of a stepwise profile with what became of it. */
export interface LoadStep {
  readonly name: string;
  /** Offered load in requests/s. */
  readonly rate: number;
  readonly valid: boolean;
  /** Whether a critical limit broke. */
  readonly broke: boolean;
}

/**
 * Between which steps the service broke: the last valid step that held below the first that broke. The bracket is of
 * what was tried, no statistical interval; invalid steps prove nothing. Undefined without a valid step. Pure.
 */
export function breakingPointOfSteps(steps: readonly LoadStep[]): Estimate | undefined {
  const ascending = steps.filter((step) => step.valid).sort((a, b) => a.rate - b.rate);
  const first = ascending.findIndex((step) => step.broke);
  const caveats = invalidCaveat(steps.filter((step) => !step.valid).map((step) => step.name));
  if (first < 0) {
    const highest = ascending.at(-1);
    return highest && bracket(highest.rate, null, 'steps', [...caveats, nothingBroke(highest.name)]);
  }
  const held = ascending[first - 1];
  return bracket(
    held?.rate ?? 0,
    ascending[first]?.rate ?? null,
    'steps',
    held ? caveats : [...caveats, { code: 'lowest-step-broke', text: 'the lowest step broke already' }],
  );
}

/** One clause for all stages that prove nothing. */
export function invalidCaveat(names: readonly string[]): EstimateCaveat[] {
  if (names.length === 0) return [];
  return [{ code: 'invalid-stages', text: `not valid and so proving nothing: ${names.join(', ')}` }];
}

function nothingBroke(upTo: string): EstimateCaveat {
  return { code: 'nothing-broke', text: `nothing broke up to ${upTo}` };
}

const FIRST_WINDOW_BROKE: EstimateCaveat = { code: 'first-window-broke', text: 'the first window broke already' };

/** A window of a ramp with what became of it. */
export interface RampWindow {
  readonly users: number;
  readonly throughput: number;
  readonly broke: boolean;
}

/**
 * Where a closed ramp broke: in the first window whose critical limit broke, between its users and those of the window
 * before; and the throughput of the service in these two windows.
 */
export function breakingPointOfRamp(windows: readonly RampWindow[]): Estimates {
  const first = windows.findIndex((window) => window.broke);
  const highest = windows.reduce<RampWindow | undefined>((a, b) => (a && a.users >= b.users ? a : b), undefined);
  if (!highest) return {};
  if (first < 0) return { breakingPoint: inUsers(highest.users, null, [nothingBroke(`${highest.users} users`)]) };
  const broken = windows[first]!;
  const before = windows[first - 1];
  const caveats = before ? [] : [FIRST_WINDOW_BROKE];
  const throughputs = [before?.throughput ?? broken.throughput, broken.throughput].sort((a, b) => a - b) as [
    number,
    number,
  ];
  return {
    breakingPoint: inUsers(before?.users ?? 0, broken.users, caveats),
    breakingPointThroughput: {
      value: broken.throughput,
      lower: throughputs[0],
      upper: throughputs[1],
      confidence: null,
      unit: 'requests/s',
      basis: 'throughput in the window that broke and the one before',
      caveats,
    },
  };
}

/**
 * Where an open ramp broke: between the offered rates (requests/s) at the beginning and the end of the first window of
 * the row that broke, or beyond the rate up to which everything held. A ramp has passed what a service sustains before
 * the queue shows it, so that this says where it breaks and not what it carries. Pure.
 */
export function breakingPointOfOpenRamp(
  held: number,
  broke: { readonly rate: number; readonly name: string } | undefined,
  caveats: readonly EstimateCaveat[],
): Estimate {
  const basis = 'windows of the ramp';
  if (!broke) return bracket(held, null, basis, [...caveats, nothingBroke(`${formatNumber(held)} requests/s`)]);
  const already = held === 0 ? [FIRST_WINDOW_BROKE] : [];
  return bracket(held, broke.rate, `${basis}, ${broke.name} first`, [...caveats, ...already]);
}

function inUsers(lower: number, upper: number | null, caveats: EstimateCaveat[]): Estimate {
  return {
    ...bracket(Math.min(lower, upper ?? lower), upper, 'windows of the ramp', caveats),
    unit: 'users',
    value: upper,
  };
}

function bracket(lower: number, upper: number | null, basis: string, caveats: EstimateCaveat[]): Estimate {
  return {
    value: upper === null ? null : (lower + upper) / 2,
    lower,
    upper,
    confidence: null,
    unit: 'requests/s',
    basis,
    caveats,
  };
}

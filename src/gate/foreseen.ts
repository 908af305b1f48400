import type { GatedObjective } from './never-fails.ts';
import type { Sights } from './sight.ts';

/** What a leg is going to be, before anything is sent. */
export interface ForeseenLeg {
  readonly scenario: string;
  readonly tier: string;
  readonly repeats: number;
  /** Runs made in place of ones that are not valid, at most. */
  readonly retries: number;
  /** Seconds of each run; null: nobody knows. */
  readonly duration: number | null;
  readonly objectives: readonly GatedObjective[];
  readonly compare: 'baseline' | 'none';
  /** Runs of the baseline; null where there is none. */
  readonly baseline: number | null;
  /** What its comparison is going to see; null: nothing is compared. */
  readonly sights: Sights | null;
}

/** What a gate is going to do, as `loadkit gate --dry-run --json` prints it. */
export interface ForeseenGate {
  readonly gate: string;
  readonly legs: readonly ForeseenLeg[];
  /** Seconds of all runs, without those that take the place of others; null: nobody knows. */
  readonly duration: number | null;
}

/** A gate of these legs. */
export function foreseenGate(gate: string, legs: readonly ForeseenLeg[]): ForeseenGate {
  const known = legs.every(({ duration }) => duration !== null);
  const total = legs.reduce((sum, { duration, repeats }) => sum + (duration ?? 0) * repeats, 0);
  return { gate, legs, duration: known ? total : null };
}

import type { Stage } from '../plan.ts';

/** The tier's figures that profiles scale with: requests/s and concurrent users. */
export interface TierLoad {
  readonly name: string;
  readonly rate: number;
  readonly sessions: number;
}

/** A profile before time-scaling: a ramp to `to`, then a hold; seconds; requests/s (rate) or users. */
export interface Segment {
  readonly name: string;
  readonly role: Stage['role'];
  readonly to: number;
  readonly factor: number | null;
  readonly ramp: number;
  readonly hold: number;
  readonly counts: boolean;
}

export interface Shape {
  readonly kind: 'rate' | 'users';
  /** Load at the beginning of the first ramp. */
  readonly start: number;
  /** The tier's own load, to which factors refer. */
  readonly base: number;
  readonly segments: readonly Segment[];
  /** Seconds within which the objectives must hold again after the peak; null where nothing follows one. */
  readonly recoveryWithin: number | null;
}

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
/** Seconds that a service may take to recover (the thresholds guide: 5 minutes after the load's reduction). */
export const RECOVERY = 5 * MINUTE;

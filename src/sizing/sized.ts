import type { Tier } from '../config/tier.ts';
import type { Sizing } from '../result/capacity-plan.ts';
import type { Ledger } from './ledger.ts';
import type { MeasuredUnit } from './measured/measured-unit.ts';

type Of = NonNullable<NonNullable<Tier['database']>['of']>;

/** Whose a tier's pools are. */
export interface PoolOwner {
  readonly of: Of;
  /** The figure of the processes in a replica; null: not stated. */
  readonly processes: string | null;
}

/** The load to be carried: `minimum` the peak, `recommended` the peak with headroom and failures. */
export type Level = 'minimum' | 'recommended';

/** A tier about to be sized. */
export interface Sized {
  readonly ledger: Ledger;
  readonly tier: Tier;
  /** The beginning of its figures' ids. */
  readonly id: string;
  /** What was measured, here or elsewhere; null: nothing was. */
  readonly unit: MeasuredUnit | null;
  /** Whether `unit` was measured at this very tier. */
  readonly own: boolean;
  /** The lowest load that a run of this tier showed not to be carried, no older than `unit`; null: none did. */
  readonly broke: { readonly run: string; readonly rate: number } | null;
  readonly balancing: 'separate' | 'shared';
  readonly stated: Sizing;
  /** The tiers before this one, smaller first. */
  readonly smaller: readonly {
    readonly id: string;
    readonly stated: Sizing;
    readonly minimum: Sizing;
    readonly recommended: Sizing;
    /** Whose its pools are. */
    readonly pools: PoolOwner | null;
  }[];
}

import type { Unit } from '../../units/format.ts';

/** Colours of lines: measured (1, 2), context (3), plan, and ink for failures. */
export type Ink = 's1' | 's2' | 's3' | 'plan' | 'ink';

export interface ChartLine {
  readonly name: string;
  readonly ink: Ink;
  readonly width: number;
  readonly dotted?: boolean;
  /** Filled down to the axis, or to the line before it. */
  readonly fill?: 'origin' | 'previous';
  readonly stepped?: boolean;
  /** Each value is a point of its own; `width` is that of the line between them, 0 for none. */
  readonly marks?: 'circle' | 'triangle' | 'rect';
  /** An edge of a band: it has no name at its end and no key. */
  readonly edge?: boolean;
  /** One value a window, or one for each of `at`; null is a gap. */
  readonly values: readonly (number | null)[];
  /** Where the values lie on a `quantity` axis, rising. */
  readonly at?: readonly number[];
}

export interface ChartLimit {
  readonly value: number;
  readonly zone: 'degraded' | 'critical';
  readonly label: string;
  readonly short: string;
}

export interface Band {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** A part of the axis of which nothing may be concluded. */
export interface Hatch extends Band {
  readonly short: string;
}

/** A line from top to bottom at one place of a `quantity` axis, its words above the plot. */
export interface Upright {
  readonly at: number;
  readonly label: string;
  readonly dotted?: boolean;
}

/** Charts on one axis, which are read together. */
export type Stack =
  | 'behaviour'
  | 'users'
  | 'generator'
  | 'watched'
  | 'trends'
  | 'percentiles'
  | 'runs'
  | 'distribution'
  | 'crossing'
  | 'scaling'
  | 'use'
  | 'course'
  | 'history';

export interface Chart {
  readonly id: string;
  readonly stack: Stack;
  readonly title: string;
  /** What the axis counts, beside the title. */
  readonly subtitle: string;
  /** What the chart shows, in a sentence, for those who cannot see it. */
  readonly description: string;
  readonly unit: Unit;
  /** In CSS pixels on a page; on paper in the same proportion. */
  readonly height: number;
  readonly scale: 'linear' | 'log';
  /** The axis goes from the lowest value to the highest, and not from zero: small changes are what it is about. */
  readonly close?: boolean;
  /** No value is drawn above this; those beyond stand at the edge. */
  readonly ceiling?: number;
  /**
   * Elapsed time in windows of `bin` seconds up to `length`; edges of bins of a quantity in seconds, on a log scale; or
   * any quantity from 0 on, where each line has its own places, `of` runs whole numbers, of percentiles the nines of
   * `percentile.ts`.
   */
  readonly x:
    | { readonly kind: 'time'; readonly bin: number; readonly length: number }
    | { readonly kind: 'latency'; readonly edges: readonly number[] }
    | {
        readonly kind: 'quantity';
        readonly unit: string;
        readonly most: number;
        readonly of?: 'percentiles' | 'runs';
      };
  readonly lines: readonly ChartLine[];
  readonly limits: readonly ChartLimit[];
  readonly bands: readonly Band[];
  readonly hatches: readonly Hatch[];
  /** Of a `quantity` axis: lines across, and an interval that is tinted. */
  readonly uprights?: readonly Upright[];
  readonly interval?: { readonly from: number; readonly to: number };
  /** `name`: of what happened to the target, written beside its line. */
  readonly events: readonly { readonly at: number; readonly text: string; readonly name?: string }[];
  /** Windows, what is counted, n. */
  readonly source: string;
}

/** What all charts over the time of one run share. */
export type TimeFrame = Pick<Chart, 'scale' | 'x' | 'limits' | 'bands' | 'hatches' | 'events'>;

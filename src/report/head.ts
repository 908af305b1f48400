import type { Tick } from './charts/axes.ts';

/** What a reader came for: the answer in a sentence, and what it rests on or what to do. */
export interface Decision {
  readonly headline: string;
  readonly detail: string;
}

/** One of the three answers below the decision: a question, a figure, and what it means. */
export interface Answer {
  readonly question: string;
  readonly figure: string;
  readonly text: string;
}

/**
 * A stretch of load: judged, between two judged loads of different zones, seen without being judged, or never tried.
 */
export type RulerZone = 'met' | 'degraded' | 'critical' | 'between' | 'seen' | 'none';

export interface RulerSegment {
  readonly from: number;
  readonly to: number;
  readonly zone: RulerZone;
  readonly label: string;
}

export interface RulerMark {
  readonly at: number;
  readonly name: string;
  readonly detail: string;
}

/** A tier's own load, above the bar. */
export interface RulerFlag extends RulerMark {
  /** Of the run, whose line goes through the bar; others are context. */
  readonly own: boolean;
  /** Has room on wide pages only. */
  readonly wide: boolean;
}

/** From this share of the ruler on the words of a flag stand left of its line. */
export const FLAG_TURNS = 0.7;

/** Where a service stands between no load and its limits: offered load from zero, the tier's flag, zones, marks. */
export interface Ruler {
  readonly unit: 'requests/s' | 'users';
  readonly top: number;
  readonly segments: readonly RulerSegment[];
  readonly flags: readonly RulerFlag[];
  readonly marks: readonly RulerMark[];
  readonly ticks: readonly Tick[];
}

import type { Selector } from '../selector.ts';

/** A stage as the timeline needs it; seconds since the scenario began. */
export interface StageSpan {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Where the judged part begins: the steady part, or the whole stage. */
  readonly judgedFrom: number;
  /**
   * Of a recovery: its judged part waits until the iterations of earlier stages are over, since they still load the
   * target, but at most until here.
   */
  readonly drainedBy?: number | undefined;
}

export interface TimelineLayout {
  /** Width of a window in seconds; a whole number. */
  readonly bin: number;
  readonly stages: readonly StageSpan[];
  /** The selections whose course over time is wanted. */
  readonly views: readonly Selector[];
  /** Whether the target runs on another machine than the generator; unless said, on the same. */
  readonly apart?: boolean;
}

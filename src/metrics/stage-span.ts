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

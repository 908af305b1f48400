/** One reason why a stage (or, with `stage` null, the whole run) proves nothing, and what to change. */
export interface Reason {
  readonly code: string;
  readonly stage: string | null;
  readonly text: string;
  readonly next: string;
}

import type { RecordLine } from '../capacity/search-lines.ts';
import type { Timeline } from '../metrics/timeline/timeline.ts';

/** Sees each line of a record as it comes, once it is folded into the timeline: a live view, the course of a search. */
export interface Observer {
  /** `line`: undefined for one that cannot be read. Must not wait. */
  saw(line: RecordLine | undefined, timeline: Timeline): void;
}

/** How far a run has come, told while it goes. */
export type Progress =
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'live'; readonly state: import('../report/terminal/live/state.ts').LiveState };

import type { RecordLine } from '../../capacity/search-lines.ts';
import type { EngineRun } from '../../k6/local/run.ts';
import type { EngineLine } from '../../metrics/lines/lines.ts';
import type { Plan } from '../../plan/plan.ts';

/** Seconds of a search's budget that are kept for the engine's end, the judging and the reports. */
export const REPORTING = 8;

/**
 * What a driver wants of the load that goes on: that this plan's load ends, or the load of the whole run, for a reason.
 */
export type Wish = { readonly end: 'plan' } | { readonly end: 'run'; readonly text: string };

/**
 * Says what load a run is made of. A run is a list of plans, each carried out by an engine of its own: a planned run
 * and a steered search have one, a search by trials one for each trial. `measure` calls, for each plan: `next`, `began`
 * when its engine runs, `take` and `wish` for every line as it comes, `landed` when there are no more lines, `ended`
 * when the engine has ended.
 */
export interface Driver {
  /** The next plan; undefined when there is none: `over` then says why. */
  next(): Promise<Plan | undefined>;
  began(engine: Pick<EngineRun, 'setRate'>): void;
  /** The line as the record keeps it; undefined for one that it does not need. Called before the line is folded. */
  take(line: EngineLine): Promise<RecordLine | undefined>;
  /** What is wanted once a line is folded and kept. Never waits: the engine's pipe must be read on. */
  wish(line: EngineLine): Wish | undefined;
  /** Nothing is decided any more. */
  landed(): void;
  /** The engine has ended, `whole` by itself or as the driver wished. Whether another plan may follow. */
  ended(whole: boolean): Promise<boolean>;
  /** What belongs between the engines' lines and the record's end. */
  lastLines(): readonly RecordLine[];
  /** Why there is no next plan, where that is more than that the last has ended. */
  readonly over: string | undefined;
  close(): Promise<void>;
}

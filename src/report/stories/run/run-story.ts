import type { Band, Chart, Hatch, Stack } from '../../charts/chart.ts';
import type { RunModel } from './run-model.ts';
import type { SectionOf } from './sections.ts';

/** What a kind of run says in its own way; all else is said of every run alike. */
export interface RunStory
  extends Pick<
    RunModel,
    | 'decision'
    | 'ruler'
    | 'answers'
    | 'opening'
    | 'crossings'
    | 'parts'
    | 'matrix'
    | 'validity'
    | 'estimates'
    | 'observations'
    | 'recommendations'
    | 'stages'
    | 'unjudged'
  > {
  /** The charts that a reviewer looks at. */
  readonly pictures: readonly Stack[];
  /** Whether a terminal lists the objectives, a line each. */
  readonly listed: boolean;
  /** Charts beside those over time. */
  readonly charts: readonly Chart[];
  /** How time is divided, and what of it does not count. */
  readonly bands: readonly Band[];
  readonly hatches: readonly Hatch[];
  /** The sections in the order of reading. */
  readonly order: readonly SectionOf[];
}

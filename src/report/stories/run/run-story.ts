import type { Band, Chart, Hatch, Stack } from '../../charts/chart.ts';
import type { Part } from '../../report.ts';
import type { RunModel } from './run-model.ts';
import type { BlocksOf, SectionOf } from './told.ts';

/** What a kind of run says in its own way; all else is said of every run alike. */
export interface RunStory
  extends Pick<
    RunModel,
    | 'decision'
    | 'ruler'
    | 'answers'
    | 'matrix'
    | 'validity'
    | 'estimates'
    | 'observations'
    | 'recommendations'
    | 'stages'
  > {
  /** What a comment opens with, below the headline. */
  readonly opening: readonly BlocksOf[];
  /** What is particular to the kind of run, under titles of its own. */
  readonly parts: readonly Part[];
  /** The charts that a reviewer looks at. */
  readonly pictures: readonly Stack[];
  /** What a terminal shows, an empty line before each. */
  readonly screen: readonly BlocksOf[];
  /** Whether an answer was asked of the objectives, and none could be judged. */
  readonly unjudged: boolean;
  /** Charts beside those over time. */
  readonly charts: readonly Chart[];
  /** How time is divided, and what of it does not count. */
  readonly bands: readonly Band[];
  readonly hatches: readonly Hatch[];
  /** The sections in the order of reading. */
  readonly order: readonly SectionOf[];
}

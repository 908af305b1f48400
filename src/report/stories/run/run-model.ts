import type { Verdict } from '../../../result/vocabulary.ts';
import type { Block, Check, Doubt, ErrorKind, Facts, Matrix, ObjectiveRow, Table } from '../../blocks.ts';
import type { Chart } from '../../charts/chart.ts';
import type { Answer, Decision, Ruler } from '../../head.ts';

/** Why there are doubts, what the decision rests on, where objectives give way, which are the most urgent. */
export type Opening = 'doubts' | 'detail' | 'crossings' | 'urgent';

/** The load at which an objective gives way. */
export interface Crossing {
  readonly name: string;
  readonly limit: string;
  /** `274 requests/s` of a `point`, else a bound in words: `not up to 320 requests/s`. */
  readonly at: string;
  readonly point: boolean;
  /** Empty where there is none. */
  readonly interval: string;
  /** Whether it is the first to give way. */
  readonly binds: boolean;
}

/** Blocks under a title. */
export interface Part {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** Everything that reports of a run say, in words, once; a story puts it in order. */
export interface RunModel {
  readonly title: string;
  /** What was tested: the address, its version and the environment where they are known. */
  readonly tested: string;
  /** When the run began, in UTC (ISO 8601). */
  readonly startedAt: string;
  readonly verdict: Verdict;
  /** Whether it may be believed and how load arrived, in a few words beside the verdict. */
  readonly standing: string;
  readonly decision: Decision;
  readonly ruler: Ruler | undefined;
  readonly answers: readonly Answer[];
  /** What a reader of a comment sees first, below the sentence. */
  readonly opening: readonly Opening[];
  /** Where each objective gives way: none where that was not searched. */
  readonly crossings: readonly Crossing[];
  /** What is particular to the kind of run, under titles of its own. */
  readonly parts: readonly Part[];
  /** The charts that a reviewer looks at. */
  readonly pictures: readonly Chart[];
  /** The objectives that a terminal lists, a line each. */
  readonly listed: readonly ObjectiveRow[];
  /** Whether an answer was asked of the objectives, and none could be judged. */
  readonly unjudged: boolean;
  readonly facts: Facts;
  readonly reasons: readonly Doubt[];
  readonly objectives: readonly ObjectiveRow[];
  readonly matrix: Matrix | undefined;
  readonly validity: readonly Check[];
  readonly estimates: readonly string[];
  /** What was seen beside the verdict. */
  readonly observations: readonly string[];
  readonly recommendations: readonly string[];
  readonly stages: Table;
  readonly endpoints: Table;
  readonly checks: Table;
  readonly errors: readonly ErrorKind[];
  readonly slowest: Table;
  readonly events: readonly string[];
  readonly caveats: readonly string[];
  readonly charts: readonly Chart[];
  readonly provenance: Facts;
}

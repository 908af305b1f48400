import type { Zone } from '../objectives/zone.ts';
import type { Verdict } from '../result/vocabulary.ts';
import type { Bullet } from './bullets.ts';
import type { Chart } from './charts/chart.ts';
import type { Answer, Decision, Ruler } from './head.ts';
import type { CapacityTables } from './stories/capacity/tables.ts';
import type { Spread, Table } from './stories/run/tables.ts';
import type { Matrix } from './stories/stages/matrix.ts';
import type { Check } from './stories/stages/trust.ts';

/** What a report can answer, one question each. */
export type SectionId =
  | 'objectives'
  | 'crossing'
  | 'observations'
  | 'next'
  | 'scaling'
  | 'course'
  | 'time'
  | 'stages'
  | 'endpoints'
  | 'errors'
  | 'checks'
  | 'slowest'
  | 'events'
  | 'trust'
  | 'provenance';

/** A section of a report: its question, and what was found as a sentence, which is its heading. */
export interface Section {
  readonly id: SectionId;
  readonly question: string;
  readonly finding: string;
}

export interface ObjectiveRow {
  readonly name: string;
  readonly measure: string;
  readonly source: string;
  readonly zone: Zone;
  readonly target: string;
  readonly critical: string;
  readonly actual: string;
  readonly interval: string;
  readonly samples: string;
  /** `all judged stages`, a stage's name, or windows. */
  readonly over: string;
  readonly pooled: boolean;
  /** Whether the verdict rests on it. */
  readonly counts: boolean;
  readonly note: string;
  /** Where it stands between its limits; undefined where that cannot be drawn. */
  readonly bullet: Bullet | undefined;
}

/** Everything a report says, in words, once; HTML, Markdown and the terminal are dialects of it. */
export interface ReportModel {
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
  /** What it answers, in the order of reading. */
  readonly sections: readonly Section[];
  /** Of a capacity search. */
  readonly capacity: CapacityTables | undefined;
  readonly facts: readonly (readonly [string, string])[];
  readonly reasons: readonly { readonly text: string; readonly next: string }[];
  readonly objectives: readonly ObjectiveRow[];
  readonly matrix: Matrix | undefined;
  readonly validity: readonly Check[];
  readonly estimates: readonly string[];
  /** What was seen beside the verdict. */
  readonly observations: readonly string[];
  readonly recommendations: readonly string[];
  readonly stages: Table;
  readonly endpoints: Table;
  /** One an endpoint, in the table's order. */
  readonly spreads: readonly (Spread | undefined)[];
  readonly checks: Table;
  readonly errors: readonly { readonly title: string; readonly examples: readonly string[] }[];
  readonly slowest: Table;
  readonly events: readonly string[];
  readonly caveats: readonly string[];
  readonly charts: readonly Chart[];
  readonly provenance: readonly (readonly [string, string])[];
}

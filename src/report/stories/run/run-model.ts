import type { Verdict } from '../../../result/vocabulary.ts';
import type { Check, Doubt, ErrorKind, Facts, Matrix, ObjectiveRow, Table } from '../../blocks.ts';
import type { Chart } from '../../charts/chart.ts';
import type { Answer, Decision, Ruler } from '../../head.ts';

/** Everything that reports of a run say, in words, once; a story puts it in order. */
export interface RunModel {
  readonly title: string;
  /** What was tested: the address, its version and the environment where they are known. */
  readonly tested: string;
  readonly date: string;
  readonly duration: string;
  readonly requests: string;
  readonly verdict: Verdict;
  /** Whether it may be believed and how load arrived, in a few words beside the verdict. */
  readonly standing: string;
  readonly decision: Decision;
  readonly ruler: Ruler | undefined;
  readonly answers: readonly Answer[];
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
  /** What the statements of databases took, step by step. */
  readonly statements: Table;
  readonly events: readonly string[];
  readonly caveats: readonly string[];
  readonly charts: readonly Chart[];
  readonly provenance: Facts;
}

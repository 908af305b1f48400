import { readFileSync } from 'node:fs';

interface TwoSample {
  readonly name: string;
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly U: number;
  readonly p_exact: number;
  readonly p_asymptotic_cc: number;
  readonly cliffs_delta_b_over_a: number;
  readonly hodges_lehmann_b_minus_a: number;
}

interface Vectors {
  readonly two_sample: readonly TwoSample[];
  readonly t_quantiles: Readonly<Record<string, number>>;
  readonly mwu_min_two_sided_p_by_n_per_side: Readonly<Record<string, number>>;
}

/** What scipy says of pairs of samples. */
export const truth: Vectors = JSON.parse(
  readFileSync(new URL('../../fixtures/truth/two_sample.json', import.meta.url), 'utf8'),
);

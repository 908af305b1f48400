/** How something ends, as an exit code. `late`: of the two kinds of 5 the one that comes after what is broken. */
export interface LegOutcome {
  readonly code: number;
  readonly late?: boolean;
}

export const PASSED: LegOutcome = { code: 0 };
/** Nothing could be judged, or not be believed. */
export const UNJUDGED: LegOutcome = { code: 5 };
/** Something that was asked for has no answer, although what was judged may be believed. */
export const UNANSWERED: LegOutcome = { code: 5, late: true };
export const REGRESSED: LegOutcome = { code: 4 };
export const UNWRITTEN: LegOutcome = { code: 9 };

/** The gravest first (docs/rules.md); 2, 6 and 7 say what ended a run. */
const ORDER: readonly (readonly LegOutcome[])[] = [
  [{ code: 130 }, { code: 143 }],
  [{ code: 2 }, { code: 6 }, { code: 7 }],
  [{ code: 8 }],
  [UNJUDGED],
  [{ code: 3 }],
  [UNANSWERED],
  [REGRESSED],
  [UNWRITTEN],
];

function rank({ code, late = false }: LegOutcome): number {
  const found = ORDER.findIndex((group) => group.some((one) => one.code === code && (one.late ?? false) === late));
  return found === -1 ? ORDER.length : found;
}

/** The outcome that decides for all; `PASSED` of none. */
export function gravest(outcomes: readonly LegOutcome[]): LegOutcome {
  return outcomes.reduce((worst, one) => (rank(one) < rank(worst) ? one : worst), PASSED);
}

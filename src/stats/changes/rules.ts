/**
 * What a change point is, in numbers. Chosen on 196 real histories of a database's performance tests that people had
 * marked, and on simulated series; docs/method.md says what each of them costs and gains.
 */
export const RULES = {
  /** Points on each side of a point whose median is its level: shorter bursts are outliers. */
  half: 5,
  /** Noise units about that level beyond which a point counts as being there. */
  clip: 2,
  /** Points that a level lasts at least, and the least delay. */
  leastSegment: 6,
  /** What one more change costs: so many ln(n) squared noise units. */
  penalty: 5,
  /** Points on each side that measure how high a step is: a drift is no step. */
  near: 15,
  /** Points on each side that count as evidence for it, at most. */
  far: 60,
  /** Height of a step that is seen, in noise units. */
  effect: 1.7,
  /** Height of a step in its standard errors. */
  score: 4.8,
  /** Where points resemble their neighbours a step must be higher, but never than this, in noise units. */
  mostEffect: 1.9,
  /** The p of a boundary, corrected for the places that were looked at: what noise of any shape shows by chance. */
  pValue: 0.05,
  /** The share of pairs of points, one from each side, in which the higher side has the higher point. */
  superiority: 0.75,
  /** Twice the logarithm of how much likelier a step makes the points than one level about which they wander does. */
  wander: 13,
  /** Below this share of the level nobody acts. */
  relative: 0.01,
  /** Noise units about the level beyond which a value is too far off to be part of any picture. */
  enormous: 30,
  /** Standard deviations of all values below which a step is lost in the whole picture … */
  spread: 0.2,
  /** … but no more than this share of the level is ever asked. */
  mostAsked: 0.1,
};

/** With fewer points there is no answer. */
export const LEAST_POINTS_OF_SERIES = 2 * RULES.leastSegment;

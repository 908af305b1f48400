import { normalQuantile } from '../distributions/binomial.ts';

/** P(b above a) − P(b below a), from −1 to 1, with its interval. */
export interface CliffsDelta {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Cliff's delta of b over a, of the Mann-Whitney U of a. Its interval is 2θ − 1 of that of θ = P(b above a) + P(equal)/2:
 * all θ with (θ − θ̂)² <= z² θ(1 − θ)(1 + N((1 − θ)/(2 − θ) + θ/(1 + θ)))/nm, N = (n + m)/2 − 1, which has a width also
 * where the samples do not overlap. Source: N. Cliff, Psychological Bulletin 114 (1993); R. G. Newcombe, "Confidence
 * intervals for an effect size measure based on the Mann-Whitney statistic", Statistics in Medicine 25 (2006), method 5.
 */
export function cliffsDelta(U: number, n: number, m: number, confidence = 0.95): CliffsDelta {
  const theta = 1 - U / (n * m);
  const z = normalQuantile((1 + confidence) / 2);
  const weight = (n + m) / 2 - 1;
  const inside = (at: number) => {
    const spread = 1 + weight * ((1 - at) / (2 - at) + at / (1 + at));
    return (at - theta) ** 2 <= (z * z * at * (1 - at) * spread) / (n * m);
  };
  return { value: 2 * theta - 1, lower: 2 * edge(theta, 0, inside) - 1, upper: 2 * edge(theta, 1, inside) - 1 };
}

/** Where what is inside ends, between the estimate and an end of its range. */
function edge(estimate: number, end: number, inside: (at: number) => boolean): number {
  if (estimate === end) return end;
  let [near, far] = [estimate, end];
  for (let i = 0; i < 60; i++) {
    const middle = (near + far) / 2;
    // The estimate itself may lie on the other end of the range, where nothing has a variance.
    if (middle === estimate || inside(middle)) near = middle;
    else far = middle;
  }
  return near;
}

/** A stretch of load at one rate: how many requests came due in it, and how many of them were bad. */
export interface Stretch {
  /** requests per second */
  readonly rate: number;
  readonly requests: number;
  readonly bad: number;
}

/** The rate at which the share of bad requests is what is allowed. */
export interface Crossing {
  /** requests per second */
  readonly rate: number;
  /** standard error of ln rate, a ratio; Infinity where fewer than four stretches tell */
  readonly error: number;
  /** d logit / d ln rate */
  readonly slope: number;
  readonly stretches: number;
}

const LEAST_STRETCHES = 4;
const MOST_STEPS = 50;

export const logit = (share: number) => Math.log(share / (1 - share));
const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/**
 * A logistic regression of bad requests on ln rate, and where it crosses `allowed` (0..1). Bad requests of one stretch
 * come in spells, those of two stretches hardly together: the standard error is the cluster-robust one, a stretch being
 * a cluster (D. W. Hosmer, S. Lemeshow, R. X. Sturdivant, "Applied Logistic Regression", 3rd ed., 1.3 and 9.3; K.-Y.
 * Liang, S. L. Zeger, Biometrika 73 (1986), 13-22), carried to the crossing by the delta method. Undefined where no
 * crossing can be fitted.
 */
export function fitCrossing(stretches: readonly Stretch[], allowed: number): Crossing | undefined {
  const n = stretches.length;
  if (n < 2) return undefined;
  const centre = stretches.reduce((sum, { rate }) => sum + Math.log(rate), 0) / n;
  const points = stretches.map(({ rate, requests, bad }) => ({ x: Math.log(rate) - centre, requests, bad }));
  const bad = sumOf(points, (point) => point.bad);
  const requests = sumOf(points, (point) => point.requests);
  if (bad === 0 || bad === requests) return undefined;
  let [level, slope] = [logit(bad / requests), 0];
  let inverse = undefined as Symmetric | undefined;
  for (let step = 0; step < MOST_STEPS; step++) {
    const fitted = points.map((point) => ({ ...point, share: logistic(level + slope * point.x) }));
    const weight = (point: (typeof fitted)[number]) => point.requests * point.share * (1 - point.share);
    inverse = inverted({
      a: sumOf(fitted, weight),
      b: sumOf(fitted, (point) => weight(point) * point.x),
      c: sumOf(fitted, (point) => weight(point) * point.x ** 2),
    });
    if (!inverse) return undefined;
    const left = sumOf(fitted, (point) => point.bad - point.requests * point.share);
    const tilt = sumOf(fitted, (point) => point.x * (point.bad - point.requests * point.share));
    const [byLevel, bySlope] = [inverse.a * left + inverse.b * tilt, inverse.b * left + inverse.c * tilt];
    level += byLevel;
    slope += bySlope;
    if (Math.abs(byLevel) + Math.abs(bySlope) < 1e-9) break;
  }
  if (!(slope > 0) || !inverse) return undefined;
  const at = (logit(allowed) - level) / slope;
  // By how much each stretch alone moves the crossing: its score, through the inverse information and the delta method.
  const [dLevel, dSlope] = [-1 / slope, -at / slope];
  const squares = sumOf(points, (point) => {
    const residual = point.bad - point.requests * logistic(level + slope * point.x);
    const moved =
      dLevel * (inverse.a + inverse.b * point.x) * residual + dSlope * (inverse.b + inverse.c * point.x) * residual;
    return moved ** 2;
  });
  const error = n < LEAST_STRETCHES ? Number.POSITIVE_INFINITY : Math.sqrt((squares * n) / (n - 2));
  return { rate: Math.exp(centre + at), error, slope, stretches: n };
}

/** A symmetric matrix [[a, b], [b, c]]. */
interface Symmetric {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

function inverted({ a, b, c }: Symmetric): Symmetric | undefined {
  const determinant = a * c - b * b;
  if (!(determinant > 1e-12 * a * c)) return undefined;
  return { a: c / determinant, b: -b / determinant, c: a / determinant };
}

function sumOf<T>(list: readonly T[], value: (one: T) => number): number {
  return list.reduce((sum, one) => sum + value(one), 0);
}

import type { Cell } from '../metrics/timeline/cell.ts';
import type { BackToUsual } from '../result/events.ts';
import { studentTQuantile } from '../stats/distributions/student-t.ts';
import { MAD_TO_SD, median } from '../stats/moments.ts';
import { formatSpan } from '../units/format.ts';

/** What a window says of how a service fares. */
export interface UsualWindow {
  readonly requests: number;
  readonly failed: number;
  /** Latencies of the successful ones. */
  readonly latency: Cell | undefined;
  /** HTTP requests in flight, in the mean; undefined where nobody counted them. */
  readonly inFlight: number | undefined;
}

/** An event in a course of windows. Times in seconds since the first window began. */
export interface Occurrence {
  readonly windows: readonly UsualWindow[];
  /** Width of a window. */
  readonly bin: number;
  readonly at: number;
  /** The stretch of the same load around it that nothing else disturbs. */
  readonly from: number;
  readonly to: number;
  readonly within: number | null;
  readonly timeScale: number;
}

type Sign = Exclude<BackToUsual['last'], null>;
const SIGNS: readonly Sign[] = ['latency', 'requests in flight', 'failures', 'throughput'];

/** Successes of a window without which its p95 only flickers. */
const LEAST_SUCCESSES = 60;
/** Windows without which nobody knows what is usual, and for which it must last: method.md, recovery. */
const LEAST_WINDOWS = 5;
/** Seconds for which it must last, scaled. */
const LASTS = 10;
const DEVIATIONS = 3;
/** The share of normal values below three standard deviations: of few windows the same quantile of Student's t counts. */
const BELOW = 0.99865;
/** A latency that differs by less is the same, however even it was before. */
const SAME_LATENCY = 0.05;
/** Of the windows that follow so many may be unusual by chance, but not three in a row. */
const ODD = 0.1;
const ROW = 3;
const SLACK = 1e-9;

/** A window as it is held against what is usual. */
interface Measured {
  readonly from: number;
  readonly to: number;
  readonly n: number;
  readonly values: Readonly<Record<Sign, number | undefined>>;
}

/**
 * When a service was as it was before an event, and stayed so: the first window from which p95 of the latency, requests
 * in flight, failures and throughput are within the median ± 3 robust standard deviations of the windows before, for as
 * long as it is watched but for at most one window in ten, and at least for 10 s (scaled) and 5 windows (docs/method.md).
 * Latency, flight and failures may be lower than usual, throughput higher. Pure.
 */
export function backToUsual(occurrence: Occurrence): BackToUsual {
  const { bin, at, from, to, within, timeScale } = occurrence;
  const [begin, split] = [Math.ceil(from / bin - SLACK), Math.floor(at / bin + SLACK)];
  const end = Math.floor(to / bin + SLACK);
  const watched = rounded(Math.max(0, end * bin - at));
  const unknown = (reason: string): BackToUsual => ({
    ...{ seconds: null, lower: null, upper: null, watched, within, last: null, reason },
  });
  const wide = widthOf(occurrence.windows.slice(begin, split));
  if (wide === undefined) return unknown('too little was measured under this load before it to say what is usual');
  const width = wide * bin;
  const before = pooled(occurrence, split - Math.floor((split - begin) / wide) * wide, split, wide);
  const after = pooled(occurrence, split, end, wide);
  const lasts = Math.max(LEAST_WINDOWS, Math.ceil((LASTS * timeScale) / width - SLACK));
  if (after.length < lasts)
    return unknown(
      `only ${formatSpan(watched)} after it were under this load, and ${formatSpan(lasts * width)} are needed`,
    );
  const usual = bandsOf(before);
  const out = after.map((window) => SIGNS.filter((sign) => isUnusual(sign, window, usual[sign])));
  const odd = out.map((signs) => signs.length > 0);
  const first = odd.findIndex((_, i) => odd.length - i >= lasts && holdsFrom(odd, i, lasts));
  const lastOdd = first < 0 ? odd.lastIndexOf(true) : first - 1;
  const last = out[lastOdd]?.[0] ?? null;
  const known = { watched, within, last, reason: null };
  if (first < 0) return { ...known, seconds: null, lower: watched, upper: null };
  if (first === 0) return { ...known, seconds: 0, lower: 0, upper: 0 };
  const [lower, upper] = [after[first - 1]!, after[first]!].map(({ from: begins }) =>
    rounded(Math.max(0, begins - at)),
  );
  return { ...known, seconds: upper!, lower: lower!, upper: upper! };
}

/** To the millisecond: more is only what binary fractions leave. */
const rounded = (seconds: number) => Number(seconds.toFixed(3));

/** How many windows are looked at as one, that a p95 means something; undefined where too few are left then. */
function widthOf(before: readonly UsualWindow[]): number | undefined {
  const successes = before.reduce((sum, { latency }) => sum + (latency?.count ?? 0), 0);
  if (successes === 0) return undefined;
  const wide = Math.max(1, Math.ceil((LEAST_SUCCESSES * before.length) / successes));
  return Math.floor(before.length / wide) >= LEAST_WINDOWS ? wide : undefined;
}

function pooled({ windows, bin }: Occurrence, from: number, to: number, wide: number): Measured[] {
  const count = Math.max(0, Math.floor((to - from) / wide));
  return Array.from({ length: count }, (_, i) => {
    const first = from + i * wide;
    const some = windows.slice(first, first + wide);
    const sum = (of: (window: UsualWindow) => number) => some.reduce((all, window) => all + of(window), 0);
    const n = sum(({ requests }) => requests);
    const flights = some.flatMap(({ inFlight }) => inFlight ?? []);
    return {
      ...{ from: first * bin, to: (first + wide) * bin, n },
      values: {
        latency: p95Of(some),
        'requests in flight': flights.length > 0 ? flights.reduce((a, b) => a + b, 0) / flights.length : undefined,
        failures: n > 0 ? sum(({ failed }) => failed) / n : undefined,
        throughput: n / (wide * bin),
      },
    };
  });
}

/** Of fewer than five successes nothing is said: that there are so few shows as throughput, or as failures. */
function p95Of(windows: readonly UsualWindow[]): number | undefined {
  const cells = windows.flatMap(({ latency }) => latency ?? []);
  const all = cells[0]?.emptyCopy();
  for (const cell of cells) all?.merge(cell);
  return all && all.count >= LEAST_WINDOWS ? all.quantile(0.95) : undefined;
}

/** The usual value and how far from it a window of n requests may lie. */
interface Usual {
  readonly middle: number;
  readonly most: (window: Measured) => number;
}

function bandsOf(before: readonly Measured[]): Readonly<Record<Sign, Usual | undefined>> {
  const requests = before.reduce((sum, { n }) => sum + n, 0);
  const failed = before.reduce((sum, { n, values }) => sum + n * (values.failures ?? 0), 0);
  const share = (failed + 0.5) / (requests + 1);
  const width = before[0]!.to - before[0]!.from;
  return {
    latency: usualOf(before, 'latency', (middle) => SAME_LATENCY * middle),
    // Arrivals at random make both differ by the square root of what is counted.
    'requests in flight': usualOf(
      before,
      'requests in flight',
      (middle) => DEVIATIONS * Math.sqrt(Math.max(1, middle)),
    ),
    failures: usualOf(before, 'failures', (middle, { n }) => {
      const chance = DEVIATIONS * Math.sqrt((share * (1 - share)) / Math.max(1, n));
      return Math.max(0, share + chance - middle);
    }),
    throughput: usualOf(before, 'throughput', (middle) => (DEVIATIONS * Math.sqrt(middle * width)) / width),
  };
}

function usualOf(
  before: readonly Measured[],
  sign: Sign,
  least: (middle: number, window: Measured) => number,
): Usual | undefined {
  const values = before.flatMap(({ values: { [sign]: value } }) => value ?? []);
  if (values.length < LEAST_WINDOWS) return undefined;
  const middle = median(values);
  const n = values.length;
  const deviations = studentTQuantile(BELOW, n - 1) * Math.sqrt(1 + 1 / n);
  const spread = deviations * MAD_TO_SD * median(values.map((value) => Math.abs(value - middle)));
  return { middle, most: (window) => Math.max(spread, least(middle, window)) };
}

function isUnusual(sign: Sign, window: Measured, usual: Usual | undefined): boolean {
  const value = window.values[sign];
  if (!usual || value === undefined) return false;
  const beyond = sign === 'throughput' ? usual.middle - value : value - usual.middle;
  return beyond > usual.most(window) * (1 + SLACK);
}

/** Whether all is usual from a window on: in itself, for as long as it must last, and in what follows. */
function holdsFrom(odd: readonly boolean[], first: number, lasts: number): boolean {
  const rest = odd.slice(first);
  const count = (windows: readonly boolean[]) => windows.filter(Boolean).length;
  if (rest[0] || count(rest.slice(0, lasts)) > 1 || count(rest) > Math.max(1, ODD * rest.length)) return false;
  return !rest.some((_, i) => i + ROW <= rest.length && count(rest.slice(i, i + ROW)) === ROW);
}

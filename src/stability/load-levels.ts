import { studentTQuantile } from '../stats/distributions/student-t.ts';
import { mean, variance } from '../stats/moments.ts';
import { formatNumber, formatRate } from '../units/format.ts';
import type { LoadWindow } from './load-window.ts';

/** Windows under about the same load, taken together. Rates per second, times in seconds. */
export interface LoadLevel {
  /** What was asked: requests/s, or users where these are the load. */
  readonly drive: number;
  readonly kind: 'requests/s' | 'users';
  /** Requests per second: offered, of users completed. */
  readonly load: number;
  readonly completed: number;
  readonly good: number;
  readonly failed: number;
  /** Of successes; null without any. */
  readonly latency: number | null;
  /** How long failures took, in the mean; null without any. */
  readonly failedAfter: number | null;
  /**
   * Beyond what the service does: less is answered well than is offered, or, where users wait for their answers, no more
   * than fewer of them got.
   */
  readonly overloaded: boolean;
  /** The windows, by their index in the course. */
  readonly windows: readonly number[];
}

/** Loads nearer to one another than this are one. */
const SAME = 0.03;
const MOST_LEVELS = 24;
const LEAST_WINDOWS = 3;
const LEAST_STEPS = 3;
/** What is completed beyond what is offered is the backlog of an earlier load. */
const BACKLOG = 1.2;
/** Less than this of what is offered is completed, beyond the chance of a few windows. */
const KEPT_UP = 0.95;
/** One-sided: arrivals come at random, so that of some levels one is behind by chance. */
const CERTAINTY = 0.995;
const FAILING = 0.01;
const SLOWED = 2;

/** The loads of a course, the lowest first; what the generator spoilt, and what follows an overload, is left out. */
export function loadLevels(windows: readonly LoadWindow[]): LoadLevel[] {
  const all = windows.flatMap((window, index) => {
    const drive = driveOf(window);
    return drive === null || window.spoilt || window.recovering || isBacklog(window) ? [] : [{ window, index, drive }];
  });
  const steady = all.filter(({ window }) => !window.changing);
  // On the way from one step to the next little is seen of any load: it counts only where the steps are too few.
  const known = new Set(steady.map(({ drive }) => drive)).size >= LEAST_STEPS ? steady : all;
  known.sort((a, b) => a.drive - b.drive || a.index - b.index);
  const least = Math.max(LEAST_WINDOWS, Math.ceil(known.length / MOST_LEVELS));
  const groups: (typeof known)[] = [];
  for (const one of known) {
    const open = groups.at(-1);
    if (open && (open.length < least || one.drive <= open[0]!.drive * (1 + SAME))) open.push(one);
    else groups.push([one]);
  }
  const last = groups.at(-1);
  if (last && last.length < LEAST_WINDOWS && groups.length > 1) groups.at(-2)!.push(...groups.pop()!);
  const levels = groups.map(levelOf);
  const judged = levels.map((level) => ({ ...level, overloaded: isOverloaded(level, levels, windows) }));
  const most = mostWhileOverloaded(judged, windows);
  return judged.map((level) => ({ ...level, overloaded: level.overloaded || isBeyond(level, most, windows) }));
}

type Uncompared = Omit<LoadLevel, 'overloaded'>;

function driveOf({ offered, users, completed }: LoadWindow): number | null {
  const drive = offered ?? users ?? completed;
  return drive > 0 ? drive : null;
}

function isBacklog({ offered, arrived, completed }: LoadWindow): boolean {
  // Of few requests a second many more may arrive by chance: those are no backlog, and without them little seems done.
  return offered !== null && completed > BACKLOG * Math.max(offered, arrived ?? offered) + 1;
}

function levelOf(of: readonly { window: LoadWindow; index: number; drive: number }[]): Uncompared {
  const rate = (pick: (window: LoadWindow) => number) => mean(of.map(({ window }) => pick(window)));
  return {
    drive: mean(of.map(({ drive }) => drive)),
    kind: of[0]!.window.offered === null && of[0]!.window.users !== null ? 'users' : 'requests/s',
    load: rate(({ offered, completed }) => offered ?? completed),
    completed: rate(({ completed }) => completed),
    good: rate(({ good }) => good),
    failed: rate(({ failed }) => failed),
    latency: weighted(of.map(({ window }) => [window.mean, window.good])),
    failedAfter: weighted(of.map(({ window }) => [window.meanFailed, window.failed])),
    windows: of.map(({ index }) => index),
  };
}

function weighted(values: readonly (readonly [number | null, number])[]): number | null {
  let [sum, weight] = [0, 0];
  for (const [value, by] of values) {
    if (value === null) continue;
    sum += value * by;
    weight += by;
  }
  return weight > 0 ? sum / weight : null;
}

function isOverloaded(level: Uncompared, levels: readonly Uncompared[], windows: readonly LoadWindow[]): boolean {
  const left = leftBehind(level, windows);
  if (left.length === level.windows.length)
    return mean(left) > (1 - KEPT_UP) * level.load && mean(left) > reachOf(left, CERTAINTY);
  const most =
    level.good +
    reachOf(
      level.windows.map((index) => windows[index]!.good),
      CERTAINTY,
    );
  return levels.some(({ drive, good }) => {
    // Users whose answers take no longer get as much more as they are more; of a plateau half of that is out of reach.
    const halfway = good * (1 + (level.drive / drive - 1) / 2);
    return drive * 1.25 <= level.drive && good >= level.good * 0.97 && most <= halfway;
  });
}

/** What the service gets done while it surely has too much to do, at most; infinite where it never has. */
function mostWhileOverloaded(levels: readonly LoadLevel[], windows: readonly LoadWindow[]): number {
  const done = levels
    .filter(({ overloaded, kind }) => overloaded && kind === 'requests/s')
    .flatMap((level) => level.windows.map((index) => windows[index]!.good));
  return done.length === 0 ? Number.POSITIVE_INFINITY : mean(done) + reachOf(done, CERTAINTY);
}

/**
 * Behind by what may be chance in a few windows, and offered more than the service gets done at all: a load beyond it
 * as well. A service that collapses gets more done before, and is not behind there.
 */
function isBeyond(level: LoadLevel, most: number, windows: readonly LoadWindow[]): boolean {
  return KEPT_UP * level.load > most && mean(leftBehind(level, windows)) > (1 - KEPT_UP) * level.load;
}

/** What of the requests that came was not done well, window by window; none where users are the load. */
function leftBehind(level: Uncompared, windows: readonly LoadWindow[]): number[] {
  return level.windows.flatMap((index) => {
    const { offered, arrived, good } = windows[index]!;
    return offered === null ? [] : [(arrived ?? offered) - good];
  });
}

/** How far the mean of some values may lie from the true one: t s/√n; infinite of a single value. */
export function reachOf(values: readonly number[], confidence: number): number {
  if (values.length < 2) return Number.POSITIVE_INFINITY;
  return studentTQuantile(confidence, values.length - 1) * Math.sqrt(variance(values) / values.length);
}

/** Whether the service shows that it has too much to do: work is left, fails, or takes twice as long. */
export function isStrained(levels: readonly LoadLevel[]): boolean {
  const quiet = levels.find(({ latency }) => latency !== null)?.latency ?? null;
  return levels.some(
    (level) =>
      level.overloaded ||
      level.failed > FAILING * level.completed ||
      (quiet !== null && level.latency !== null && level.latency >= SLOWED * quiet),
  );
}

/** `at 310 requests/s`, `with 80 users` */
export function levelText({ drive, kind, load }: LoadLevel): string {
  return kind === 'users' ? `with ${formatNumber(drive)} users` : `at ${formatRate(load)}`;
}

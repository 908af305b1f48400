import type { Objective } from '../../objectives/objective.ts';
import type { WatchedSeries } from '../../result/chart-series.ts';
import { mean } from '../../stats/moments.ts';
import { isStrained, type LoadLevel } from '../load-levels.ts';
import type { LoadWindow } from '../load-window.ts';
import { type ResourceKind, resourcesOf, type WatchedResource } from './resources.ts';
import { type UsePoint, type UtilisationLaw, utilisationLaw } from './utilisation-law.ts';

/** A load with its interval; null: not known, or open. */
export interface LoadInterval {
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** The share of a resource that was used at a level of the load. */
export interface LevelUse {
  readonly load: number;
  readonly used: number;
}

/** How much of one resource was used, by load. */
export interface Utilisation {
  readonly resource: WatchedResource;
  /** Levels at which it was read, the lowest load first. */
  readonly levels: readonly LevelUse[];
  readonly law: UtilisationLaw | undefined;
  /** The largest share at any level. */
  readonly most: number;
  /** Whether it was read at the highest load. */
  readonly readAtTop: boolean;
  /** Nearly all of it was used, and the service had too much to do; or all of it was. */
  readonly full: boolean;
  /** It was as full under the least load, which was carried all the same: kept, or used by others. */
  readonly always: boolean;
  /** The load from which on it was full, as it was seen. */
  readonly seen: LoadInterval;
  /** It was full far below the load at which its use under less load says: what holds it took longer. */
  readonly heldLonger: boolean;
  /** The same of what no queue elsewhere holds, while all that was asked was done, or no request takes it: others do. */
  readonly byOthers: boolean;
  /** It was full, and far more was done than its use under less load allows: it may be busy all the time and have room. */
  readonly outdone: boolean;
}

/** Where a share counts as full: windows and readings are never of one moment. */
export const FULL = 0.9;
const COMPLETELY = 0.98;
const LEAST_READINGS = 3;
/** Up to this share of the most that was done, what is done is what is asked, and no queue distorts the law. */
const UNDISTORTED = 0.8;
/** How much later than seen the law must reach the ceiling to say that the law no longer held. */
const MUCH_LATER = 1.3;
/** Of these a queue elsewhere takes more for each request: their places are held while it waits. */
const HELD: readonly ResourceKind[] = ['pool', 'memory', 'other'];
/** These anybody on the machine may use. */
const USED: readonly ResourceKind[] = ['cpu', 'gpu', 'disk', 'space'];
/** Up to this share what is not full is hardly used. */
const HARDLY = 0.25;

/** How much was used of each resource among what monitors read, by load. */
export function utilisations(
  watched: readonly WatchedSeries[],
  objectives: readonly Objective[],
  levels: readonly LoadLevel[],
  windows: readonly LoadWindow[],
): Utilisation[] {
  return resourcesOf(watched, objectives).flatMap((resource) => utilisationOf(resource, levels, windows) ?? []);
}

/** Undefined where the resource was not read often enough. */
function utilisationOf(
  resource: WatchedResource,
  levels: readonly LoadLevel[],
  windows: readonly LoadWindow[],
): Utilisation | undefined {
  const read = levels.flatMap((level) => {
    const points = pointsOf(level, resource, windows);
    const used = mean(points.map((point) => point.used));
    return points.length >= LEAST_READINGS ? [{ level, load: level.load, used, points }] : [];
  });
  if (read.length === 0) return undefined;
  const most = Math.max(...read.map(({ used }) => used));
  const law = lawOf(read);
  const full = most >= COMPLETELY || (most >= FULL && isStrained(levels));
  const seen = full ? seenAt(read) : { value: null, lower: null, upper: null };
  const ceiling = law?.reaches(1);
  const done = Math.max(...levels.map(({ good }) => good));
  // Full, it lets so much be done as its law says, unless what is done no longer takes what it took.
  const carriesMore = ceiling !== undefined && ceiling.lower > MUCH_LATER * Math.min(seen.upper ?? 0, done);
  const hardlyUsed = read.every(({ used }) => used >= FULL || used < HARDLY);
  const takesNothing = law !== undefined && law.lower <= 0 && hardlyUsed;
  const always = full && read[0]!.used >= FULL && !read[0]!.level.overloaded;
  return {
    resource,
    levels: read.map(({ load, used }) => ({ load, used })),
    law,
    most,
    readAtTop: read.at(-1)!.level === levels.at(-1),
    full,
    always,
    seen,
    heldLonger: full && HELD.includes(resource.kind) && carriesMore,
    byOthers:
      full &&
      USED.includes(resource.kind) &&
      (takesNothing || (carriesMore && !levels.some(({ overloaded }) => overloaded))),
    // Something may wait for a lock all the time before it is held all the time.
    outdone: full && resource.kind !== 'lock' && done > MUCH_LATER * (ceiling?.upper ?? seen.upper!),
  };
}

function pointsOf(
  { windows: indices }: LoadLevel,
  { values }: WatchedResource,
  windows: readonly LoadWindow[],
): UsePoint[] {
  return indices.flatMap((step) => {
    const used = values[step];
    return used === null || used === undefined ? [] : [{ step, completed: windows[step]!.completed, used }];
  });
}

interface Read extends LevelUse {
  readonly level: LoadLevel;
  readonly points: readonly UsePoint[];
}

/** From the loads below the most that was done, where these differ enough; else from all below full use. */
function lawOf(read: readonly Read[]): UtilisationLaw | undefined {
  const top = Math.max(...read.map(({ level }) => level.completed));
  const below = read.filter(({ used }) => used < FULL);
  const quiet = below.filter(({ level }) => level.completed <= UNDISTORTED * top);
  const lawOver = (of: readonly Read[]) => utilisationLaw(of.flatMap(({ points }) => points));
  return (quiet.length > 1 ? lawOver(quiet) : undefined) ?? lawOver(below);
}

/** Between the last load below full use and the first one at it. */
function seenAt(read: readonly Read[]): LoadInterval {
  const first = read.findIndex(({ used }) => used >= FULL);
  const upper = read[first]!.load;
  const lower = read[first - 1]?.load ?? null;
  return { value: lower === null ? null : (lower + upper) / 2, lower, upper };
}

/** The load at which a share is reached: by the law where there is one, else as seen. */
export function loadAtShare({ law, levels }: Utilisation, share: number): LoadInterval {
  const reached = law?.reaches(share);
  if (reached) return { value: reached.at, lower: Math.max(0, reached.lower), upper: reached.upper };
  const first = levels.findIndex(({ used }) => used >= share);
  if (first < 0) return { value: null, lower: levels.at(-1)!.load, upper: null };
  const [lower, upper] = [levels[first - 1]?.load ?? null, levels[first]!.load];
  return { value: lower === null ? null : (lower + upper) / 2, lower, upper };
}

/** The share that was used at the first level of at least some load; at the highest where there is none. */
export function usedAt({ levels }: Utilisation, load: number): number {
  return (levels.find((level) => level.load >= load) ?? levels.at(-1)!).used;
}

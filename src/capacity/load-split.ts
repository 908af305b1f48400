/** A load that was tried, requests or iterations per second, for so many seconds: whether it held. */
export interface TriedLoad {
  readonly rate: number;
  readonly seconds: number;
  readonly held: boolean;
}

/** Between which of the loads that were tried the limit lies; an end is undefined where none was tried beyond it. */
export interface LoadSplit {
  readonly held: number | undefined;
  readonly broke: number | undefined;
}

/**
 * The highest load that held and the lowest that broke, by the split that the fewest seconds of load contradict: those
 * that broke below it, or held above. A target that got faster held later, and for longer, what broke it before; a few
 * seconds that broke by chance below a load that was held for minutes are no limit. Of equal splits the highest.
 */
export function splitOf(loads: readonly TriedLoad[]): LoadSplit {
  const upwards = [...loads].sort((a, b) => a.rate - b.rate);
  const seconds = (some: readonly TriedLoad[], held: boolean) =>
    some.reduce((sum, load) => sum + (load.held === held ? load.seconds : 0), 0);
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let at = 0; at <= upwards.length; at++) {
    // One rate is not split.
    if (upwards[at - 1]?.rate === upwards[at]?.rate && at > 0 && at < upwards.length) continue;
    const against = seconds(upwards.slice(0, at), false) + seconds(upwards.slice(at), true);
    if (against <= least) [best, least] = [at, against];
  }
  return {
    held: upwards.slice(0, best).findLast(({ held }) => held)?.rate,
    broke: upwards.slice(best).find(({ held }) => !held)?.rate,
  };
}

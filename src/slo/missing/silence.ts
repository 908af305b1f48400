import type { Selector } from '../../metrics/selector.ts';
import type { Cell } from '../../metrics/timeline/cell.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Objective } from '../../objectives/objective.ts';
import { selectorsOf } from '../../objectives/selectors.ts';
import type { OngoingMeasurement } from '../../plan/measurement.ts';
import { loadAt } from '../../plan/stages.ts';
import type { WindowRange } from '../windows/windows.ts';
import { ITERATIONS } from './lost.ts';
import { silentReadings } from './readings.ts';

/** Requests end, or else iterations, as long as a run is alive. */
const REQUESTS: Selector = { metric: 'http_reqs', where: {} };

/**
 * An empty window is a sign where those that hold any samples hold so many in the mean: chance leaves one in 150 of
 * them empty.
 */
const EXPECTED = 5;

/**
 * Whether a stretch of the timeline's windows is silent for an objective: samples were due in it, and none came. A
 * service that answers nothing has no latencies, and a share of nothing is no share, so that such a window is no good
 * one.
 *
 * Silent is where load was offered and nothing at all ended, and, for a latency of successes, where requests ended and
 * none of them was one. In a profile of users, or a script, nothing may end for a while because all of them pause:
 * there the former counts where requests were in flight all the time, or for a row (`for`), which is longer than pauses
 * are. What a monitor reads is due whatever the load is. Pure.
 */
export function silenceOf(
  objective: Objective,
  { timeline, plan }: OngoingMeasurement,
  width: number,
): (range: WindowRange, stretch: WindowRange) => boolean {
  const own = selectorsOf(objective).all;
  if (own.monitored) {
    // A window may be shorter than the interval of a monitor: the stretch without a reading grows until it is not.
    const silent = silentReadings(objective, timeline);
    return (_, stretch) => silent(stretch);
  }
  const { bin } = timeline.layout;
  const counts = new Map<string, readonly number[]>();
  const countOf = (selector: Selector, [first, next]: WindowRange) => {
    const key = JSON.stringify(selector);
    const windows = counts.get(key) ?? timeline.windows(selector).map((cell: Cell | undefined) => cell?.count ?? 0);
    counts.set(key, windows);
    return windows.slice(first, next).reduce((sum, count) => sum + count, 0);
  };
  const step = Math.max(1, Math.round(width / bin));
  const usual = (selector: Selector) => meanOfBusy((range) => countOf(selector, range), timeline, step);
  const alive = [REQUESTS, ITERATIONS].filter((selector) => usual(selector) >= EXPECTED);
  const tried = triedBy(objective);
  const triedUsually = tried !== undefined && usual(tried) >= EXPECTED;
  const pauses = plan.arrivals === null && objective.for === null;
  return (range) => {
    if (countOf(own, range) > 0) return false;
    if (triedUsually && countOf(tried, range) > 0) return true;
    if (alive.length === 0 || !isOffered({ plan, timeline }, range)) return false;
    if (pauses && !isWaitedFor(timeline, range)) return false;
    return [REQUESTS, ITERATIONS].every((selector) => countOf(selector, range) === 0);
  };
}

/** The requests whose successes an objective is about; undefined where it is about all that it selects. */
function triedBy(objective: Objective): Selector | undefined {
  const { measure } = objective;
  if (measure.kind !== 'stat') return undefined;
  const own = selectorsOf(objective).all;
  const filtered = 'expected_response' in own.where && !('expected_response' in measure.where);
  return filtered ? { metric: measure.metric, where: measure.where } : undefined;
}

/** The views that a timeline must have for this, beside the objectives' own. */
export function viewsOfSilence(objectives: readonly Objective[]): Selector[] {
  const windowed = objectives.filter(({ over }) => over !== null);
  return windowed.length === 0 ? [] : [REQUESTS, ITERATIONS, ...windowed.flatMap((each) => triedBy(each) ?? [])];
}

/** Mean of the windows of so many timeline windows that hold anything. */
function meanOfBusy(count: (range: WindowRange) => number, timeline: Timeline, step: number): number {
  const end = Math.ceil((timeline.lastSecond + 1 - timeline.offset) / timeline.layout.bin);
  let sum = 0;
  let busy = 0;
  for (let first = 0; first < end; first += step) {
    const held = count([first, first + step]);
    sum += held;
    if (held > 0) busy += 1;
  }
  return busy > 0 ? sum / busy : 0;
}

/** Whether requests were in flight at the end of every second of it: then nobody pauses who could end one. */
function isWaitedFor(timeline: Timeline, [first, next]: WindowRange): boolean {
  const cells = timeline.generatorWindows(first, next);
  return (
    cells.length === next - first &&
    cells.every((cell) => cell && cell.seconds > 0 && cell.waitingSeconds >= cell.seconds)
  );
}

/**
 * Whether load was offered in all of it: planned, and (of users and scripts) users were there. What was not measured
 * was not.
 */
function isOffered({ plan, timeline }: OngoingMeasurement, [first, next]: WindowRange): boolean {
  const { bin } = timeline.layout;
  const cells = timeline.generatorWindows(first, next);
  if (next * bin > timeline.lastSecond + 1 - timeline.offset) return false;
  for (let window = first; window < next; window++) {
    if (plan.stages.length > 0 && !((loadAt(plan.stages, (window + 0.5) * bin) ?? 0) > 0)) return false;
    if (plan.arrivals === null && !((cells[window - first]?.vus ?? 0) > 0)) return false;
  }
  return true;
}

import type { Timeline } from '../metrics/timeline/timeline.ts';
import type { Objective } from '../objectives/objective.ts';
import { CHANCE } from '../plan/arrivals/offered.ts';
import { type ScriptArrivals, scriptArrivals } from '../plan/arrivals/script-arrivals.ts';
import type { Measurement } from '../plan/measurement.ts';
import type { Reason } from '../result/reason.ts';
import { formatNumber, formatRatio } from '../units/format.ts';

const LEAST_STARTED = 0.99;

/**
 * Whether a plain script's own executors offered what their options ask for. Iterations that the target left no user
 * for are its doing (judge/lines/never-sent.ts). A script that says itself how many may be dropped is taken at its word.
 */
export function scriptLoad(measurement: Measurement): Reason[] {
  const { timeline, asked } = measurement;
  if (allowsDrops(asked)) return [];
  return measurement.once(scriptArrivals).flatMap((each) => reasonOf(each, timeline) ?? []);
}

/** Whether the script has an objective of its own on dropped iterations. */
export function allowsDrops(objectives: readonly Objective[]): boolean {
  return objectives.some(({ measure }) => measure.kind !== 'monitor' && measure.metric === 'dropped_iterations');
}

function reasonOf(arrivals: ScriptArrivals, timeline: Timeline): Reason | undefined {
  const { scenario, arrives, peak, until, users, started, dropped, targets } = arrivals;
  const known = started + dropped;
  if (dropped > (1 - LEAST_STARTED) * known && !targets) {
    return arrives
      ? {
          code: 'too-few-users',
          stage: null,
          text: `${formatNumber(dropped)} of ${formatNumber(known)} iterations of scenario "${scenario}" were never started: its ${formatNumber(users)} VUs were too few for ${formatNumber(peak)} iterations/s`,
          next: 'raise maxVUs (and preAllocatedVUs) of the scenario, or lower its rate; a threshold on dropped_iterations says how many may be dropped',
        }
      : {
          code: 'load-not-offered',
          stage: null,
          text: `${formatNumber(dropped)} of ${formatNumber(known)} iterations of scenario "${scenario}" were never started: its time was over`,
          next: 'raise maxDuration of the scenario, or its VUs',
        };
  }
  // Load that was ended early offers less.
  const whole = timeline.close?.state === 'complete' && timeline.lastSecond + 1 >= until;
  const short = whole && arrives ? missedBy(arrivals) : undefined;
  if (short === undefined) return undefined;
  return {
    code: 'load-not-offered',
    stage: null,
    text: `only ${formatRatio(known / short)} of the iterations that scenario "${scenario}" was to start came due`,
    next: 'give the generator more CPU or lower the rate',
  };
}

/**
 * How many were to start, where fewer did: of those that the options ask for, of which chance may take some away, and of
 * those that the executor itself scheduled. Undefined where all did.
 */
function missedBy({ due, random, scheduled, started, dropped }: ScriptArrivals): number | undefined {
  const short = (of: number, came: number, chance: number) =>
    // k6 starts at the first moment, so that one more or less than the rate says may be due.
    of - came - 1 > (1 - LEAST_STARTED) * of + chance;
  const known = started + dropped;
  if (scheduled !== null && short(scheduled, known, 0)) return scheduled;
  if (due !== null && short(due, known, random ? CHANCE * Math.sqrt(due) : 0)) return due;
  return undefined;
}

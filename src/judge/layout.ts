import { heldObjectives } from '../capacity/searchable.ts';
import type { Selector } from '../metrics/selector.ts';
import type { TimelineLayout } from '../metrics/timeline/timeline-layout.ts';
import { measuredAlerts } from '../objectives/alert-rule.ts';
import type { Objective } from '../objectives/objective.ts';
import { viewsOf } from '../objectives/selectors.ts';
import type { Plan, Stage } from '../plan/plan.ts';
import type { RunRecord } from '../result/record.ts';
import { isAlert } from '../slo/alerts/judge-alerts.ts';
import { DROPPED, ITERATIONS } from '../slo/missing/lost.ts';
import { viewsOfSilence } from '../slo/missing/silence.ts';

/** Most windows that a chart shows. */
export const MOST_WINDOWS = 1440;

/** Assumed length (s) of a script that does not say how long it runs. */
const UNKNOWN_DURATION = 3600;

export const REQUESTS: Selector = { metric: 'http_reqs', where: {} };
export const SUCCESSES: Selector = { metric: 'request_time', where: { expected_response: 'true' } };
/** How long failures took. */
export const FAILED: Selector = { metric: 'request_time', where: { expected_response: 'false' } };
export const FAILURES: Selector = { metric: 'http_req_failed', where: {} };

/**
 * How the timeline of a record is to be folded: windows of at least a second, at most 1,440 of them; all views the
 * judges need.
 */
export function layoutOf({
  kind,
  plan,
  objectives,
  alerts = [],
  provenance,
}: Pick<RunRecord, 'kind' | 'plan' | 'objectives' | 'alerts'> &
  Partial<Pick<RunRecord, 'provenance'>>): TimelineLayout {
  // What a search cannot look for is judged where it held its lower bound.
  const judged = kind === 'search' ? heldObjectives(objectives) : objectives.filter(byWindows(plan));
  const windowed = [...judged, ...(kind === 'search' ? objectives.filter(isAlert) : []), ...measuredAlerts(alerts)];
  return {
    apart: provenance !== undefined && !provenance.machine.hostsTarget,
    bin: binOf(plan),
    stages: plan.stages.map((stage) => ({
      ...stage,
      drainedBy: stage.role === 'recovery' ? drainedBy(stage) : undefined,
    })),
    views: [
      REQUESTS,
      SUCCESSES,
      FAILED,
      FAILURES,
      ...viewsOf(windowed),
      ...viewsOfSilence(windowed),
      ...ofArrivals(windowed),
    ],
  };
}

/** Width of the timeline's windows, seconds. */
export function binOf({ duration }: Pick<Plan, 'duration'>): number {
  return Math.max(1, Math.ceil((duration ?? UNKNOWN_DURATION) / MOST_WINDOWS));
}

/**
 * What is judged by windows: `over:` objectives, and all where the load ramps or falls, or may end once they are
 * settled. Each takes megabytes in a long run.
 */
function byWindows({ stages, untilSure }: Plan): (objective: Objective) => boolean {
  const all = untilSure === true || stages.some(({ role }) => role === 'ramp' || role === 'recovery');
  return ({ over }) => all || over !== null;
}

/**
 * What of a recovery's hold may pass until the iterations of the stages before are over; then it is judged all the
 * same.
 */
const LONGEST_DRAIN = 0.8;

function drainedBy({ rampTo, to }: Stage): number {
  return rampTo + (to - rampTo) * LONGEST_DRAIN;
}

/** Windows count the arrivals that the target left no user for. */
function ofArrivals(windowed: readonly Objective[]): Selector[] {
  return windowed.length > 0 ? [DROPPED, ITERATIONS] : [];
}

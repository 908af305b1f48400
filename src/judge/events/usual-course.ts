import type { Cell } from '../../metrics/timeline/cell.ts';
import type { Measurement } from '../../plan/measurement.ts';
import type { UsualWindow } from '../../slo/back-to-usual.ts';
import { FAILURES, REQUESTS, SUCCESSES } from '../layout.ts';

/** What every window of a run says of how the service fares, from the beginning of the scenario on. Pure. */
export function usualCourse({ timeline }: Measurement): UsualWindow[] {
  const { bin } = timeline.layout;
  const length = Math.max(0, Math.floor((timeline.lastSecond + 1 - timeline.offset) / bin));
  const [requests, failures, successes] = [REQUESTS, FAILURES, SUCCESSES].map((each) => timeline.windows(each));
  const generator = timeline.generatorWindows(0, length);
  return Array.from({ length }, (_, i) => {
    const { inFlightSum = 0, inFlightSeconds = 0 } = generator[i] ?? {};
    return {
      requests: requests![i]?.sum ?? 0,
      failed: failures![i]?.sum ?? 0,
      latency: successes![i] as Cell | undefined,
      inFlight: inFlightSeconds > 0 ? inFlightSum / inFlightSeconds : undefined,
    };
  });
}

/** A stretch of the plan under one load, seconds since the scenario began. */
export interface SteadyStretch {
  readonly from: number;
  readonly to: number;
}

/** The stretch in which the load is the same around a moment; undefined where it changes then, or nobody knows. Pure. */
export function steadyAround(at: number, { plan, timeline }: Measurement): SteadyStretch | undefined {
  // A search sets its load as it goes.
  if (plan.profile === 'capacity') return undefined;
  const stage = plan.stages.find(({ from, to }) => at >= from && at < to);
  if (!stage || stage.role === 'ramp' || at < stage.judgedFrom) return undefined;
  return { from: stage.judgedFrom, to: Math.min(stage.to, timeline.lastSecond + 1 - timeline.offset) };
}

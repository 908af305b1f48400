import {
  breakingPointOfOpenRamp,
  breakingPointOfRamp,
  breakingPointOfSteps,
  invalidCaveat,
  type RampWindow,
} from '../capacity/breaking-point.ts';
import type { Timeline } from '../metrics/timeline/timeline.ts';
import type { ObjectiveResult } from '../objectives/result.ts';
import { limitsLoad } from '../objectives/severity.ts';
import type { Measurement } from '../plan/measurement.ts';
import { loadAt } from '../plan/stages.ts';
import { type EstimateCaveat, type Estimates, told } from '../result/estimates.ts';
import type { StageResult } from '../result/result.ts';
import { breakOnRamp, heldOnRamp } from '../slo/breakpoint.ts';
import { firstBreak, isVolume } from '../slo/ramp.ts';
import { isRateLimited } from './caveats/rate-limit.ts';
import { REQUESTS } from './layout.ts';

const RATE_LIMIT: EstimateCaveat = {
  code: 'rate-limited',
  text: 'the target refused requests with status 429: that is its rate limit, not where it gives way',
};
const TIME_SCALED: EstimateCaveat = { code: 'time-scaled', text: 'time-scaled run: no capacity claim' };

/**
 * What a stress or breakpoint run estimates: where the service broke, by steps of an open profile, by windows of a
 * closed ramp, or by rows of windows of an open one.
 */
export function estimatesOf(
  measurement: Measurement,
  stages: readonly StageResult[],
  judged: readonly ObjectiveResult[],
): Estimates {
  const { plan, timeline } = measurement;
  const caveats = [...(plan.timeScale === 1 ? [] : [TIME_SCALED]), ...(isRateLimited(timeline) ? [RATE_LIMIT] : [])];
  return withCaveats(breakingPoint(measurement, stages, judged), caveats);
}

function withCaveats(estimates: Estimates, caveats: readonly EstimateCaveat[]): Estimates {
  return told(estimates, (estimate) => ({ ...estimate, caveats: [...estimate.caveats, ...caveats] }));
}

function breakingPoint(
  measurement: Measurement,
  stages: readonly StageResult[],
  judged: readonly ObjectiveResult[],
): Estimates {
  const { plan } = measurement;
  if (plan.profile === 'breakpoint') return ofOpenRamp(measurement, stages);
  if (plan.profile !== 'stress') return {};
  return plan.base?.kind === 'users' ? ofRamp(measurement, stages) : ofSteps(stages, judged);
}

function ofSteps(stages: readonly StageResult[], judged: readonly ObjectiveResult[]): Estimates {
  const broke = (name: string) =>
    judged.some(
      (line) => limitsLoad(line) && line.stage === name && line.zone === 'critical' && !isVolume(line.unit, line),
    );
  const steps = stages
    .filter((stage) => stage.role === 'step' && stage.zone !== null)
    .map(({ name, load, valid }) => ({ name, rate: load?.to ?? 0, valid, broke: broke(name) }));
  const estimate = breakingPointOfSteps(steps);
  return estimate ? { breakingPoint: estimate } : {};
}

/** By the planned rate: the ramp is slow, and what was really sent scatters around it. */
function ofOpenRamp(measurement: Measurement, stages: readonly StageResult[]): Estimates {
  const { plan } = measurement;
  const rateAt = (second: number) => loadAt(plan.stages, second) ?? plan.stages.at(-1)?.load.to ?? 0;
  const broken = breakOnRamp(measurement);
  const held = broken?.from ?? heldOnRamp(measurement);
  if (held === undefined || (held === 0 && !broken) || !believed(stages, broken)) return {};
  const caveats = invalidCaveat(
    stages.filter((stage) => !stage.valid && stage.from < (broken?.to ?? held)).map((stage) => stage.name),
  );
  const first = broken && { rate: rateAt(broken.to), name: broken.name };
  return { breakingPoint: breakingPointOfOpenRamp(rateAt(held), first, caveats) };
}

/** A break in a stage that is not valid proves nothing: a disturbed generator makes one as well. */
function believed(stages: readonly StageResult[], broken: { readonly from: number } | undefined): boolean {
  return !broken || stages.every(({ from, to, valid }) => valid || broken.from < from || broken.from >= to);
}

function ofRamp(measurement: Measurement, stages: readonly StageResult[]): Estimates {
  const { plan, timeline } = measurement;
  const ramps = stages.filter((stage) => stage.role !== 'recovery');
  const broken = firstBreak(measurement);
  if (!believed(stages, broken)) return {};
  const end = broken?.from ?? Math.min(ramps.at(-1)?.to ?? 0, timeline.lastSecond + 1 - timeline.offset);
  const windows: RampWindow[] = [];
  for (let to = end; to - plan.window >= 0; to -= plan.window) {
    windows.unshift(rampWindow(timeline, to - plan.window, to, false));
  }
  if (broken) windows.push(rampWindow(timeline, broken.from, broken.to, true));
  const caveats = invalidCaveat(
    ramps.filter((stage) => !stage.valid && stage.from < (broken?.to ?? end)).map((stage) => stage.name),
  );
  return withCaveats(breakingPointOfRamp(windows), caveats);
}

/** Users and requests per second from..to, seconds since the scenario began, rounded to the timeline's windows. */
function rampWindow(timeline: Timeline, from: number, to: number, broke: boolean): RampWindow {
  const { bin } = timeline.layout;
  const last = Math.max(1, Math.round(to / bin));
  const first = Math.min(last - 1, Math.round(from / bin));
  const vus = timeline.generatorWindows(first, last).map((cell) => cell?.vus ?? 0);
  const requests = timeline.windows(REQUESTS).slice(first, last);
  return {
    users: Math.max(0, ...vus),
    throughput: requests.reduce((sum, cell) => sum + (cell?.sum ?? 0), 0) / ((last - first) * bin),
    broke,
  };
}

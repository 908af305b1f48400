import {
  breakingPointOfRamp,
  breakingPointOfSteps,
  invalidCaveat,
  type RampWindow,
} from '../capacity/breaking-point.ts';
import type { Objective } from '../config/objective.ts';
import type { Timeline } from '../metrics/timeline.ts';
import type { Plan } from '../plan/plan.ts';
import type { ObjectiveResult, StageResult } from '../result/result.ts';
import type { Estimate } from '../result/vocabulary.ts';
import { firstBreak, isVolume } from '../slo/ramp.ts';
import { REQUESTS } from './layout.ts';

/** What a stress run estimates: where the service broke, by steps of an open profile or by windows of a closed ramp. */
export function estimatesOf(
  plan: Plan,
  timeline: Timeline,
  stages: readonly StageResult[],
  objectives: readonly Objective[],
  judged: readonly ObjectiveResult[],
): Estimate[] {
  if (plan.profile !== 'stress') return [];
  const found = plan.base?.kind === 'users' ? ofRamp(plan, timeline, stages, objectives) : ofSteps(stages, judged);
  if (plan.timeScale === 1) return found;
  return found.map((estimate) => ({
    ...estimate,
    caveats: [...estimate.caveats, 'time-scaled run: no capacity claim'],
  }));
}

function ofSteps(stages: readonly StageResult[], judged: readonly ObjectiveResult[]): Estimate[] {
  const broke = (name: string) =>
    judged.some((line) => line.stage === name && line.zone === 'critical' && !isVolume(line.unit, line));
  const steps = stages
    .filter((stage) => stage.role === 'step' && stage.zone !== null)
    .map(({ name, load, valid }) => ({ name, rate: load?.to ?? 0, valid, broke: broke(name) }));
  const estimate = breakingPointOfSteps(steps);
  return estimate ? [estimate] : [];
}

function ofRamp(
  plan: Plan,
  timeline: Timeline,
  stages: readonly StageResult[],
  objectives: readonly Objective[],
): Estimate[] {
  const ramps = stages.filter((stage) => stage.role !== 'recovery');
  const broken = firstBreak(objectives, timeline, plan);
  const end = broken?.from ?? Math.min(ramps.at(-1)?.to ?? 0, timeline.lastSecond + 1 - timeline.offset);
  const windows: RampWindow[] = [];
  for (let to = end; to - plan.window >= 0; to -= plan.window) {
    windows.unshift(rampWindow(timeline, to - plan.window, to, false));
  }
  if (broken) windows.push(rampWindow(timeline, broken.from, broken.to, true));
  const caveats = invalidCaveat(
    ramps.filter((stage) => !stage.valid && stage.from < (broken?.to ?? end)).map((stage) => stage.name),
  );
  return breakingPointOfRamp(windows).map((estimate) => ({ ...estimate, caveats: [...estimate.caveats, ...caveats] }));
}

/** Users and requests per second from..to, seconds since the scenario began, rounded to the timeline's windows. */
function rampWindow(timeline: Timeline, from: number, to: number, broke: boolean): RampWindow {
  const { bin } = timeline.layout;
  const last = Math.max(1, Math.round(to / bin));
  const first = Math.min(last - 1, Math.round(from / bin));
  const vus = timeline.generatorWindows.slice(first, last).map((cell) => cell?.vus ?? 0);
  const requests = timeline.windows(REQUESTS).slice(first, last);
  return {
    users: Math.max(0, ...vus),
    throughput: requests.reduce((sum, cell) => sum + (cell?.sum ?? 0), 0) / ((last - first) * bin),
    broke,
  };
}

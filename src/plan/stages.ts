import type { Plan, Stage } from './plan.ts';
import type { Shape } from './profiles/shape.ts';

const SETTLE_SECONDS = 10;
const SETTLE_SHARE = 0.1;

/**
 * The stages of a shape in scaled seconds. The steady part of a stage begins max(10 s, 10 % of the hold) after the load
 * stopped changing, scaled with the rest; a ramp has none and is judged whole, by windows. Smoke is judged from its
 * first request: it asks whether the thing works at all. So is a spike at its height: how it is met is what is asked.
 */
export function stagesOf(shape: Shape, timeScale: number, settle = true): Stage[] {
  const stages: Stage[] = [];
  let at = 0;
  let load = shape.start;
  for (const segment of shape.segments) {
    const from = at;
    const settles = settle && segment.role !== 'spike';
    const settled =
      segment.ramp + (settles ? Math.min(segment.hold / 2, Math.max(SETTLE_SECONDS, segment.hold * SETTLE_SHARE)) : 0);
    at += (segment.ramp + segment.hold) * timeScale;
    stages.push({
      name: segment.name,
      role: segment.role,
      load: { kind: shape.kind, from: load, to: segment.to },
      factor: segment.factor,
      from: round(from),
      rampTo: round(from + segment.ramp * timeScale),
      to: round(at),
      judgedFrom: segment.role === 'ramp' ? round(from) : round(from + settled * timeScale),
      counts: segment.counts,
    });
    load = segment.to;
  }
  return stages;
}

function round(seconds: number): number {
  return Number(seconds.toFixed(3));
}

/** Planned load at a moment (seconds since the scenario began), in the stages' own kind; null outside them. */
export function loadAt(stages: readonly Stage[], at: number): number | null {
  const stage = stages.find((s) => at >= s.from && at < s.to);
  if (!stage) return null;
  const ramp = stage.rampTo - stage.from;
  const into = at - stage.from;
  return into >= ramp ? stage.load.to : stage.load.from + ((stage.load.to - stage.load.from) * into) / ramp;
}

/** Requests (or user-seconds) that the stages amount to: the area under the planned load. */
export function areaOf(stages: readonly Stage[]): number {
  return areaBetween(stages, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
}

/** The same between two moments, seconds since the scenario began. Outside the stages there is no load. */
export function areaBetween(stages: readonly Stage[], begin: number, end: number): number {
  return stages.reduce((sum, { load, from, rampTo, to }) => {
    const [a, b] = [within(begin, from, rampTo), within(end, from, rampTo)];
    const slope = rampTo > from ? (load.to - load.from) / (rampTo - from) : 0;
    const middle = load.from + slope * ((a + b) / 2 - from);
    return sum + middle * (b - a) + load.to * (within(end, rampTo, to) - within(begin, rampTo, to));
  }, 0);
}

function within(at: number, from: number, to: number): number {
  return Math.min(to, Math.max(from, at));
}

/**
 * The plan as far as it was carried out, when loadkit itself ended the load at `at` seconds since the scenario began:
 * the stage of that moment ends there, at the load it had reached, and what would have followed is no part of the run.
 * Pure.
 */
export function planUntil(plan: Plan, at: number): Plan {
  if (plan.duration === null || at >= plan.duration) return plan;
  const stages = plan.stages
    .filter((stage) => stage.from < at)
    .map((stage) => (stage.to <= at ? stage : cut(stage, at, loadAt(plan.stages, at) ?? stage.load.to, plan)));
  return { ...plan, stages, duration: at };
}

function cut(stage: Stage, at: number, to: number, { base }: Plan): Stage {
  return {
    ...stage,
    load: { ...stage.load, to },
    factor: stage.factor === null || base === null || to === stage.load.to ? stage.factor : to / base.value,
    rampTo: Math.min(stage.rampTo, at),
    to: at,
    judgedFrom: Math.min(stage.judgedFrom, at),
  };
}

import { type ObjectiveResult, objectiveResult, ownMeasure } from '../objectives/result.ts';
import { selectorsOf } from '../objectives/selectors.ts';
import { type Limits, lowerIsBetter, type Zone, zoneOf } from '../objectives/zone.ts';
import type { Measurement, OngoingMeasurement } from '../plan/measurement.ts';
import type { Stage } from '../plan/plan.ts';
import { loadAt } from '../plan/stages.ts';
import type { RecoveryResult } from '../result/result.ts';
import { formatSpan } from '../units/format.ts';
import { type JudgedObjective, lineOf } from './line.ts';
import { unread } from './missing/absent.ts';
import { lostInWindows } from './missing/lost.ts';
import { isVolume } from './ramp.ts';
import { judgeWindows } from './windows/window-rule.ts';
import { type JudgedWindow, windowsOf, zoneOfWindow } from './windows/windows.ts';

/** So many broken windows in a row are a relapse; fewer may be a hiccup, which the objective itself is judged by. */
const ROW = 3;
/** What must be left of the time that was watched, for "it stayed so" to mean anything. */
const LEAST_REST = 0.1;
/** Where so many samples were due, chance leaves none once in 20,000 times. */
const SILENCE = 10;
const SLACK = 1e-9;

/**
 * A stretch of the recovery by one objective: a window with its zone, or one in which samples were due and none came.
 */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly zone: Exclude<Zone, 'no-data'>;
  /** The zone of the better end of the window's 95 % interval: chance alone seldom makes that one bad. */
  readonly surely: Exclude<Zone, 'no-data'>;
  readonly silent: boolean;
}

/** How an objective fares while the service recovers. */
interface Course {
  readonly name: string;
  /** What follows a moment, in windows that begin there. */
  readonly since: (from: number) => readonly Stretch[];
  /** The zone of all that is left from a moment on; `no-data` where that is too little to say. */
  readonly rest: (from: number) => Zone;
}

/**
 * When the objectives held again, and stayed held, after the load had fallen: the first moment from which no window is
 * broken at once, no three in a row are surely so later, and each objective holds over all that is left. Arrivals that
 * the target left no user for count as bad, and so does silence: an objective's samples that were due by what came of
 * it before. Undefined where nothing recovers, or nothing was watched. Pure.
 */
export function judgeRecovery(measurement: Measurement): RecoveryResult | undefined {
  const { deciding: objectives, timeline, plan } = measurement;
  const stage = plan.stages.find(({ role }) => role === 'recovery');
  if (!stage || plan.recoveryWithin === null) return undefined;
  const { bin } = timeline.layout;
  const fell = Math.ceil(stage.rampTo / bin - SLACK) * bin;
  const end = Math.floor(Math.min(stage.to, timeline.lastSecond + 1 - timeline.offset) / bin + SLACK) * bin;
  if (end - fell < plan.window) return undefined;
  const courses = objectives
    .map((objective) => lineOf(objective, timeline))
    .filter(tellsOfRecovery)
    .filter(({ objective }) => unread(objective, timeline) === undefined)
    .map((line) => courseOf(line, measurement, { stage, fell, end }))
    .filter(({ since }) => since(fell).length > 0);
  if (courses.length === 0) return undefined;
  const least = Math.max(plan.window, (end - fell) * LEAST_REST);
  const first = (bad: readonly Zone[]) => firstHolding(courses, bad, { fell, latest: end - least, bin });
  const within = (at: number | null): at is number => at !== null && at - fell <= plan.recoveryWithin! + SLACK;
  const [met, held] = [first(['degraded', 'critical']), first(['critical'])];
  const at = within(met) ? met : held;
  return {
    stage: stage.name,
    fell,
    watched: end - fell,
    within: plan.recoveryWithin,
    seconds: at === null ? null : at - fell,
    zone: within(met) ? 'met' : within(held) ? 'degraded' : 'critical',
    last: lastOf(courses, at ?? end, fell, within(met) ? ['degraded', 'critical'] : ['critical']),
  };
}

/**
 * Objectives that the judging of recovery reads by windows. Integrity is judged whole, a number of samples means
 * nothing by windows, and little is done where little is offered.
 */
export function tellsOfRecovery({ objective, unit, limits }: JudgedObjective): boolean {
  const { measure, source } = objective;
  if (source === 'profile' || measure.kind === 'monitor' || isVolume(unit, limits)) return false;
  return measure.kind === 'ratio' || !['count', 'value'].includes(measure.stat);
}

function courseOf(
  line: JudgedObjective,
  measurement: Measurement,
  { stage, fell, end }: { stage: Stage; fell: number; end: number },
): Course {
  const { objective, limits } = line;
  const { timeline, plan } = measurement;
  const { bin } = timeline.layout;
  const lostIn = lostInWindows(objective, measurement);
  const width = Math.max(1, Math.round((objective.over ?? plan.window) / bin)) * bin;
  const between = (from: number, wide: number) =>
    windowsOf(objective, timeline, wide, [{ from, to: end }], limits, { lostIn });
  // Windows of which fewer than a row fit say nothing of a moment.
  const fits = width * ROW <= end - fell;
  const silence = silentStretches(line, measurement, stage, [fell, end]);
  return {
    name: objective.name,
    since: (from) => {
      const windows = fits ? between(from, width) : [];
      const judged = windows.map((window) => stretchOf(window, limits));
      return [...judged, ...silence.filter(({ to }) => to > from)].sort((a, b) => a.from - b.from);
    },
    rest: (from) => {
      if (objective.over !== null)
        return judgeWindows(objective, between(from, width), width, plan.timeScale, limits).zone;
      const [all] = between(from, end - from);
      return all ? zoneOfWindow(all, limits) : 'no-data';
    },
  };
}

function stretchOf(window: JudgedWindow, limits: Limits): Stretch {
  const { from, to, measured } = window;
  const best = lowerIsBetter(limits) ? measured.lower : measured.upper;
  const zone = zoneOfWindow(window, limits);
  return { from, to, zone, surely: best === null || measured.beyond ? zone : zoneOf(best, limits), silent: false };
}

/**
 * Stretches in which no sample of an objective came although so many were due that this is no chance. Due is what came
 * for the same load in the stages before on which the verdict rests, or, without those, in all before.
 */
function silentStretches(
  { objective }: JudgedObjective,
  { timeline, plan }: OngoingMeasurement,
  stage: Stage,
  [fell, end]: readonly [number, number],
): Stretch[] {
  const { all } = selectorsOf(objective);
  const { bin } = timeline.layout;
  const counts = timeline.windows(all).map((cell) => cell?.count ?? 0);
  const loadOf = (window: number) => loadAt(plan.stages, (window + 0.5) * bin) ?? 0;
  const over = (stages: readonly Stage[]) => {
    let [samples, load] = [0, 0];
    for (const { from, to } of stages)
      for (let w = Math.ceil(from / bin - SLACK); (w + 1) * bin <= to + SLACK; w++) {
        samples += counts[w] ?? 0;
        load += loadOf(w);
      }
    return load > 0 ? samples / load : 0;
  };
  const before = plan.stages.filter((other) => other.to <= stage.from + SLACK);
  const perLoad = over(before.filter(({ counts: rests }) => rests)) || over(before);
  const silent: Stretch[] = [];
  let [since, due] = [fell, 0];
  for (let w = Math.round(fell / bin); (w + 1) * bin <= end + SLACK; w++) {
    due += (counts[w] ?? 0) > 0 ? -due : perLoad * loadOf(w);
    const to = (w + 1) * bin;
    if ((counts[w] ?? 0) > 0) since = to;
    const last = silent.at(-1);
    if (due < SILENCE) continue;
    if (last?.from === since) silent.pop();
    silent.push({ from: since, to, zone: 'critical', surely: 'critical', silent: true });
  }
  return silent;
}

/** The first moment from which no objective is in a bad zone again; null where there is none up to `latest`. */
function firstHolding(
  courses: readonly Course[],
  zones: readonly Zone[],
  { fell, latest, bin }: { fell: number; latest: number; bin: number },
): number | null {
  const isBad = ({ zone }: Stretch) => zones.includes(zone);
  const holds = (at: number) =>
    courses.every(({ since, rest }) => {
      const bad = since(at).filter(isBad);
      return (
        !bad.some(({ from, silent }) => silent || from <= at) &&
        !relapses(bad.filter(({ surely }) => zones.includes(surely))) &&
        !zones.includes(rest(at))
      );
    });
  const bad = courses.flatMap(({ since }) => since(fell).filter(isBad));
  const moments = [fell, ...bad.map(({ to }) => to)].filter((at) => at <= latest + SLACK).sort((a, b) => a - b);
  const coarse = moments.find(holds);
  if (coarse === undefined || coarse === fell) return coarse ?? null;
  // Somewhere in the last broken window it was over.
  const since = Math.max(...bad.filter(({ to }) => to <= coarse).map(({ from }) => from));
  for (let at = since + bin; at < coarse; at += bin) if (holds(at)) return at;
  return coarse;
}

function relapses(bad: readonly Stretch[]): boolean {
  let row = 0;
  return bad.some(({ from }, i) => {
    row = bad[i - 1]?.to === from ? row + 1 : 1;
    return row >= ROW;
  });
}

/** The objective that was the last to be in a bad zone before a moment; null where none was. */
function lastOf(courses: readonly Course[], at: number, fell: number, zones: readonly Zone[]): string | null {
  const ends = courses.map(({ name, since }) => ({
    name,
    to: Math.max(fell, ...since(fell).flatMap(({ zone, from, to }) => (zones.includes(zone) && from < at ? [to] : []))),
  }));
  const last = ends.reduce((a, b) => (b.to > a.to ? b : a));
  return last.to > fell ? last.name : null;
}

/**
 * The line by which the verdict rests on the recovery: the seconds it took; where it did not come, more than those that
 * were watched.
 */
export function recoveryLine(recovery: RecoveryResult, samples: number): ObjectiveResult {
  const { seconds, watched, within, zone, stage } = recovery;
  return objectiveResult({
    name: stage,
    source: 'profile',
    zone,
    actual: seconds,
    lower: seconds === null ? watched : null,
    target: { op: '<=', value: within },
    unit: 'seconds',
    samples,
    measure: ownMeasure('recovery', 'time until the objectives hold again'),
    note: noteOf(recovery),
  });
}

function noteOf({ seconds, watched, last }: RecoveryResult): string | null {
  if (seconds === null)
    return `${last ?? 'the objectives'} did not hold again and stay held in the ${formatSpan(watched)} that were watched`;
  return last === null
    ? null
    : `${last} was the last to hold again, for the ${formatSpan(watched - seconds)} that followed`;
}

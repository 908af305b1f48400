import { isLatencyMetric } from '../metrics/catalogue.ts';
import type { GeneratorCell } from '../metrics/generator/generator-cell.ts';
import type { Timeline } from '../metrics/timeline/timeline.ts';
import type { Objective } from '../objectives/objective.ts';
import { isMissed, isOwn, type ObjectiveResult } from '../objectives/result.ts';
import { decides } from '../objectives/severity.ts';
import { quantileOf } from '../objectives/stat.ts';
import { lowerIsBetter, zoneOf } from '../objectives/zone.ts';
import type { Measurement } from '../plan/measurement.ts';
import type { Reason } from '../result/reason.ts';
import { judgeObjective } from '../slo/judge.ts';
import { courseIn, windowSpans } from '../slo/windows/spans.ts';
import { formatSeconds, formatValue } from '../units/format.ts';
import { isContended, isDisturbed, type Setting } from '../validity/disturbance.ts';
import { FREE_THE_CPU } from '../validity/judge.ts';
import { contendedShare, disturbedShare, inflationOf, placesOf } from '../validity/suffered.ts';

/** Places more in which an iteration may have to wait: its pauses. */
const PAUSES = 2;

/**
 * However busy a machine is, it is taken to explain at most every second bad answer: a service that fails more often
 * than not is broken, whoever else wants its CPUs.
 */
const MOST_EXPLAINED = 0.5;

/**
 * Why what is missed may not be believed, where other work took the CPUs: it can only make latency and errors look
 * worse and throughput lower. So what is met stands; what is missed stands where it is missed even less the most that
 * the waits can have added; otherwise it proves nothing. `weighty`: such lines decide, since none that counts is
 * critical beyond doubt. Pure.
 */
export function underDisturbance(
  lines: readonly ObjectiveResult[],
  measurement: Measurement,
): { readonly reasons: Reason[]; readonly weighty: boolean } {
  const missed = lines.filter((line) => decides(line) && isMissed(line));
  const doubtful = missed.filter((line) => mayBeExplained(line, measurement));
  const certain = missed.some((line) => line.counts && line.zone === 'critical' && !doubtful.includes(line));
  const { plan, countedStages: counted } = measurement;
  // The only stage that counts has no lines of its own: the pooled ones are about it.
  const single = counted.length === 1 ? counted[0]! : null;
  const stages = [...new Set(doubtful.map(({ stage }) => stage ?? single))];
  const reasons = stages.map((stage) =>
    reasonOf(
      stage,
      doubtful.filter((line) => (line.stage ?? single) === stage),
      measurement,
    ),
  );
  // A ramp has no lines of its own, and where it breaks needs calm.
  const ramps = plan.stages.filter(({ role, counts }) => role === 'ramp' && !counts);
  const rough = ramps.filter(({ name }) => isDisturbed(measurement.generatorIn(name), measurement));
  return { reasons: [...reasons, ...rough.map(({ name }) => roughRamp(name))], weighty: !certain };
}

function reasonOf(stage: string | null, lines: readonly ObjectiveResult[], measurement: Measurement): Reason {
  const cells = stage === null ? measurement.counted : measurement.generatorIn(stage);
  const [first, ...others] = lines;
  const value = first!.actual === null ? '' : ` (${formatValue(first!.actual, first!.unit)})`;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const inflation = Math.max(
    0,
    ...cells.map((cell) => inflationOf(cell, 0.95, placesOf(measurement.hostsTarget)) ?? 0),
  );
  const why = isContended(cells, measurement)
    ? 'the target shares this machine, whose CPUs had no time left: its slowness cannot be told from the machine’s'
    : `the generator was kept waiting for CPUs, which may have added up to ${formatSeconds(inflation)} to a p95`;
  return { code: 'disturbed', stage, text: `${first!.name}${value}${more}: missed, but ${why}`, next: FREE_THE_CPU };
}

function roughRamp(stage: string): Reason {
  const text = 'other work took the CPUs, so that where the ramp broke means little';
  return { code: 'disturbed', stage, text, next: FREE_THE_CPU };
}

/** Whether the waits can have made this line miss its limits, or miss them by so much. */
function mayBeExplained(line: ObjectiveResult, measurement: Measurement): boolean {
  const { asked, plan } = measurement;
  if (isOwn(line, 'recovery')) return isDisturbed([whileItRecovered(line, measurement)], measurement);
  if (isOwn(line, 'event')) return isDisturbed(measurement.counted, measurement);
  if (isOwn(line, 'never-sent')) return shareChanges(line, measurement.counted, measurement);
  const objective = asked.find(({ name, source }) => name === line.name && source === line.source);
  if (!objective || objective.measure.kind === 'monitor') return false;
  const cells = line.stage === null ? measurement.counted : measurement.generatorIn(line.stage);
  if (plan.profile === 'breakpoint') return isDisturbed(cells, measurement);
  if (line.unit === 'seconds' && lowerIsBetter(line)) {
    if (isContended(cells, measurement)) return true;
    return line.window === null
      ? changes(line, -longest(cells, objective, measurement))
      : changesByWindows(line, objective, measurement);
  }
  if (line.unit === 'ratio' && line.window === null) return shareChanges(line, cells, measurement);
  return isDisturbed(cells, measurement);
}

/** The generator's cell of the time that the recovery took: of all that was watched, where it did not come. */
function whileItRecovered({ actual }: ObjectiveResult, { timeline, plan }: Measurement): GeneratorCell {
  const fell = plan.stages.find(({ role }) => role === 'recovery')?.rampTo ?? 0;
  return timeline.recoveryUntil(actual === null ? Number.POSITIVE_INFINITY : fell + actual);
}

/**
 * Whether a share would be in another zone without the bad ones that the waits, or a machine that was taken, can
 * explain.
 */
function shareChanges(line: ObjectiveResult, cells: readonly GeneratorCell[], setting: Setting): boolean {
  const places = placesOf(setting.hostsTarget);
  const contended = isContended(cells, setting);
  const shares = cells.map((cell) =>
    Math.min(MOST_EXPLAINED, Math.max(disturbedShare(cell, places), contended ? (contendedShare(cell) ?? 0) : 0)),
  );
  return changes(line, (lowerIsBetter(line) ? -1 : 1) * Math.max(0, ...shares));
}

/** Whether a line would be in another zone with another value. What was never sent is bad whatever the value. */
function changes({ actual, zone, target, critical }: ObjectiveResult, by: number): boolean {
  if (actual === null || zoneOf(actual, { target, critical }) !== zone) return false;
  return zoneOf(actual + by, { target, critical }) !== zone;
}

/** Windows are judged again, by limits looser by the most that the waits of any second can have added. */
function changesByWindows(line: ObjectiveResult, objective: Objective, measurement: Measurement) {
  const { timeline, plan } = measurement;
  const { bin } = timeline.layout;
  const seconds = windowSpans(objective, plan, courseIn(timeline)).flatMap(({ from, to }) =>
    timeline.generatorWindows(Math.floor(from / bin), Math.ceil(to / bin)).filter((cell) => cell !== undefined),
  );
  const by = longest(seconds, objective, measurement);
  const looser = (limit: typeof line.target) => limit && { ...limit, value: limit.value + by };
  const again = {
    ...objective,
    unit: 'seconds',
    target: looser(line.target),
    critical: looser(line.critical),
  } as const;
  return judgeObjective(again, measurement).some(({ window, zone }) => window !== null && zone !== line.zone);
}

/** The most (s) that the waits can have added to the objective's statistic. */
function longest(
  cells: readonly GeneratorCell[],
  { measure }: Objective,
  { timeline, plan, hostsTarget }: Measurement,
): number {
  if (measure.kind !== 'stat') return 0;
  const requests = plan.requestsPerIteration ?? requestsOf(timeline);
  const ways = placesOf(hostsTarget);
  const places = isLatencyMetric(measure.metric) ? ways : ways * Math.max(1, Math.ceil(requests)) + PAUSES;
  const added = (cell: GeneratorCell) => {
    if (measure.stat === 'avg' || measure.stat === 'min') return places * (cell.canary.mean ?? 0);
    return inflationOf(cell, quantileOf(measure.stat) ?? 1, places) ?? 0;
  };
  return Math.max(0, ...cells.map(added));
}

/** HTTP requests of an iteration, as measured. */
function requestsOf(timeline: Timeline): number {
  const count = (metric: string) => timeline.total({ metric, where: {} })?.sum ?? 0;
  return count('http_reqs') / Math.max(1, count('iterations'));
}

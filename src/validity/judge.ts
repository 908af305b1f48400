import type { Objective } from '../config/objective.ts';
import { GeneratorCell } from '../metrics/generator.ts';
import type { Timeline } from '../metrics/timeline.ts';
import { type Arrivals, arrivalsOf } from '../plan/arrivals.ts';
import type { Plan, Stage } from '../plan/plan.ts';
import { tightestLatency } from '../plan/users.ts';
import { formatNumber, formatRatio, formatSeconds } from '../units/format.ts';
import { cutShort, gaps, silence, wholeRecord } from './completeness.ts';
import type { Reason } from './reason.ts';
import { scriptLoad } from './script-load.ts';

const LEAST_LATENESS = 0.01;
const LATENESS_SHARE = 0.1;
const MOST_PRESSURE = 0.2;
/** A mean over fewer seconds says more about their first one than about the run. */
const LEAST_SECONDS = 5;
/** A short burst hides in a mean: contended seconds may make up half of the share that a p95 tolerates. */
const MOST_CONTENDED = 0.025;
const LEAST_CONTENDED = 3;
const MOST_OWN_CPU = 0.8;
const LEAST_STARTED = 0.99;

const FREE_THE_CPU = 'free the generator machine of other work, lower the rate, or run loadkit on a machine of its own';

/**
 * Why stages of a run may not be believed, decided before pass or fail (design.md, "Validity comes first"): the generator
 * fell behind its schedule, had too little CPU, or did not offer what was planned. Empty = valid. Pure.
 */
export function judgeValidity(timeline: Timeline, plan: Plan, objectives: readonly Objective[]): Reason[] {
  const reasons: Reason[] = wholeRecord(timeline);
  const tightest = tightestLatency(objectives);
  const cores = timeline.hello?.cores ?? 1;
  if (plan.stages.length === 0)
    return [
      ...reasons,
      ...silence(timeline),
      ...health(null, timeline.started, cores, tightest),
      ...scriptLoad(timeline, plan, objectives),
    ];
  for (const stage of plan.stages) {
    const cell = timeline.generatorStages.get(stage.name) ?? new GeneratorCell();
    reasons.push(
      ...health(stage.name, cell, cores, tightest),
      ...offered(stage, cell, arrivalsOf(stage, plan, timeline)),
    );
    reasons.push(...(cutShort(stage, timeline) ?? gaps(stage, cell, timeline)));
  }
  return reasons;
}

/** The lateness (s) that arrivals may have under a tightest latency limit. */
export function allowedLateness(tightest: number | undefined): number {
  return Math.max(LEAST_LATENESS, LATENESS_SHARE * (tightest ?? 0));
}

/** What the generator's own lines say against some seconds of load: lateness, pressure, CPU. */
export function health(
  stage: string | null,
  cell: GeneratorCell,
  cores: number,
  tightest: number | undefined,
): Reason[] {
  const reasons: Reason[] = [];
  const allowed = allowedLateness(tightest);
  const lateness = cell.lateness.quantile(0.99);
  if (lateness !== undefined && lateness > allowed) {
    reasons.push({
      code: 'late-arrivals',
      stage,
      text: `the generator fell behind its schedule: 1 % of arrivals started more than ${formatSeconds(lateness)} late (allowed: ${formatSeconds(allowed)})`,
      next: FREE_THE_CPU,
    });
  }
  const pressure = cell.pressure;
  if (pressure !== undefined && pressure > MOST_PRESSURE && cell.seconds >= LEAST_SECONDS) {
    reasons.push({
      code: 'cpu-pressure',
      stage,
      text: `work on the generator machine waited for a CPU ${formatRatio(pressure)} of the time (CPU pressure; allowed: ${formatRatio(MOST_PRESSURE)})`,
      next: FREE_THE_CPU,
    });
  } else if (cell.contendedSeconds >= Math.max(LEAST_CONTENDED, MOST_CONTENDED * cell.seconds)) {
    reasons.push({
      code: 'cpu-contended',
      stage,
      text: `for ${cell.contendedSeconds} of ${cell.seconds} s the CPUs of the generator machine had no time left (other work, or the target on the same machine)`,
      next: FREE_THE_CPU,
    });
  }
  const own = cell.seconds > 0 ? cell.cpuSeconds / cell.seconds / cores : 0;
  if (own > MOST_OWN_CPU) {
    reasons.push({
      code: 'generator-cpu',
      stage,
      text: `k6 used ${formatRatio(own)} of its ${cores} cores (allowed: ${formatRatio(MOST_OWN_CPU)})`,
      next: 'lower the rate or give the generator more cores',
    });
  }
  return reasons;
}

/** Whether the arrivals of a stage were offered as planned, and dropped ones are the target's doing. */
function offered(stage: Stage, cell: GeneratorCell, arrivals: Arrivals | undefined): Reason[] {
  if (!arrivals || arrivals.scheduled === 0) return [];
  const { scheduled, started, dropped, targets } = arrivals;
  if (dropped > 0 && !targets) {
    return [
      {
        code: 'too-few-users',
        stage: stage.name,
        text: `${formatNumber(dropped)} arrivals were dropped with only ${formatNumber(cell.vusAllocated)} VUs, too few for this rate`,
        next: 'raise maxVUs of the profile (or safety.maxVUs)',
      },
    ];
  }
  const reached = (started + (targets ? dropped : 0)) / scheduled;
  if (reached >= LEAST_STARTED) return [];
  return [
    {
      code: 'load-not-offered',
      stage: stage.name,
      text: `only ${formatRatio(reached)} of the scheduled arrivals were started`,
      next: 'give the generator more CPU or lower the rate',
    },
  ];
}

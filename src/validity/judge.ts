import { GeneratorCell } from '../metrics/generator/generator-cell.ts';
import { offeredOf } from '../plan/arrivals/offered.ts';
import { pausesIn } from '../plan/arrivals/pauses.ts';
import type { Measurement } from '../plan/measurement.ts';
import type { Stage } from '../plan/plan.ts';
import { pausesBeyond } from '../plan/users.ts';
import type { Reason } from '../result/reason.ts';
import { minimumSamples } from '../stats/distributions/binomial.ts';
import { formatNumber, formatRatio, formatSeconds } from '../units/format.ts';
import { activeUsers } from './active-users.ts';
import { cutShort, gaps, ofEngines, silence, wholeRecord } from './completeness.ts';
import { scriptLoad } from './script-load.ts';
import { allowedLateness, contentionOf, waitOf } from './suffered.ts';

const LATENESS_QUANTILE = 0.99;
/** The limit (s) that stands in for latency objectives where there are none. */
const UNLIMITED = 1;
const MOST_OWN_CPU = 0.8;
const LEAST_STARTED = 0.99;
/** Of so many arrivals planned, none comes by chance once in 20,000 times. */
const LEAST_PLANNED = 10;

/** What to do against other work on the machine. */
export const FREE_THE_CPU =
  'free the generator machine of other work, lower the rate, or run loadkit on a machine of its own';

/**
 * Why stages of a run may not be believed, decided before pass or fail (docs/rules.md, "Validity comes first"): the
 * generator fell behind its schedule, used its CPUs up, or did not offer what was planned. Empty = valid. What only
 * makes results look worse is not among them (judge/disturbed.ts). Pure.
 */
export function judgeValidity(measurement: Measurement): Reason[] {
  const { timeline, plan, tightest } = measurement;
  const reasons: Reason[] = wholeRecord(timeline);
  if (plan.stages.length === 0) {
    const fared = ofEngines(timeline, (engine) => [
      ...silence(engine, timeline),
      ...health(null, engine.health.started, engine.cores, tightest),
    ]);
    return [...reasons, ...fared, ...scriptLoad(measurement)];
  }
  for (const stage of plan.stages) {
    const cell = timeline.generatorIn(stage.name) ?? new GeneratorCell();
    reasons.push(
      ...ofEngines(timeline, (engine) => health(stage.name, engine.healthIn(stage.name), engine.cores, tightest)),
      ...offered(stage, cell, measurement),
      ...activeUsers(stage, measurement),
      ...ofEngines(timeline, (engine) => cutShort(stage, engine, timeline) ?? gaps(stage, engine, timeline)),
    );
  }
  return reasons;
}

/**
 * What the generator itself suffered in some seconds of load that lets nothing of them be believed: it fell behind its
 * schedule, or used its CPUs up. How busy the machine was otherwise is no reason (contention, below).
 */
export function health(
  stage: string | null,
  cell: GeneratorCell,
  cores: number,
  tightest: number | undefined,
): Reason[] {
  const late = lateArrivals(stage, cell, tightest) ?? lateTimers(stage, cell, tightest);
  const reasons = late ? [late] : [];
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

/** Late arrivals come in bunches that were not planned, and leave gaps: neither good nor bad results mean anything. */
function lateArrivals(stage: string | null, cell: GeneratorCell, tightest: number | undefined): Reason | undefined {
  const allowed = allowedLateness(tightest);
  const lateness = cell.lateness.quantile(LATENESS_QUANTILE);
  if (lateness === undefined || lateness <= allowed) return undefined;
  return {
    code: 'late-arrivals',
    stage,
    text: `the generator fell behind its schedule: 1 % of arrivals started more than ${formatSeconds(lateness)} late (allowed: ${formatSeconds(allowed)})`,
    next: FREE_THE_CPU,
  };
}

/**
 * Where arrivals do not tell (users, executors of k6's own, few arrivals) the canary does: they wait for the same CPUs.
 */
function lateTimers(stage: string | null, cell: GeneratorCell, tightest: number | undefined): Reason | undefined {
  if (cell.lateness.count >= minimumSamples(LATENESS_QUANTILE)) return undefined;
  const allowed = allowedLateness(tightest ?? UNLIMITED);
  const wait = waitOf(cell, LATENESS_QUANTILE);
  if (wait === undefined || wait <= allowed) return undefined;
  return {
    code: 'late-timers',
    stage,
    text: `the generator was kept from running: 1 % of its timers woke more than ${formatSeconds(wait)} late (allowed: ${formatSeconds(allowed)})`,
    next: FREE_THE_CPU,
  };
}

/**
 * Why what is missed in some seconds of load, or a capacity found in them, may be the doing of other work on the
 * machine of the target. Only where that is the generator's machine too: then nothing tells the target's slowness from
 * the machine's.
 */
export function contention(stage: string | null, cell: GeneratorCell): Reason | undefined {
  const kind = contentionOf(cell);
  if (kind === undefined) return undefined;
  const text =
    kind === 'pressure'
      ? `work on the machine, which the target shares, waited for a CPU ${formatRatio(cell.pressure)} of the time (CPU pressure)`
      : `for ${cell.contendedSeconds} of ${cell.seconds} s the CPUs of the machine, which the target shares, had no time left (other work, or the target itself)`;
  return { code: kind === 'pressure' ? 'cpu-pressure' : 'cpu-contended', stage, text, next: FREE_THE_CPU };
}

/**
 * Where many arrivals were planned and our executor, which counts them itself, had none: nothing was asked of the
 * target.
 */
function nothingOffered({ name, load, role }: Stage, { counted, seconds }: GeneratorCell, requests: number): Reason[] {
  const rate = role === 'ramp' ? (load.from + load.to) / 2 : load.to;
  if (!counted || (rate / requests) * seconds < LEAST_PLANNED) return [];
  return [
    {
      code: 'load-not-offered',
      stage: name,
      text: `no arrival came due in ${seconds} s, though ${formatNumber(rate)} requests/s were planned`,
      next: 'see k6.log for what kept k6 from starting iterations, and run again',
    },
  ];
}

/** Pauses that are longer than those for which a plan makes its users enough. */
function pausingFor(measurement: Measurement): string {
  const pauses = measurement.once(pausesIn);
  return pausesBeyond(pauses) > 0 ? ` and iterations that pause for ${formatSeconds(pauses)}` : '';
}

/** Whether the arrivals of a stage were offered as planned, and dropped ones are the target's doing. */
function offered(stage: Stage, cell: GeneratorCell, measurement: Measurement): Reason[] {
  const arrivals = measurement.arrivals(stage);
  if (!arrivals) return [];
  const { scheduled, started, dropped, targets } = arrivals;
  if (dropped > 0 && !targets) {
    return [
      {
        code: 'too-few-users',
        stage: stage.name,
        text: `${formatNumber(dropped)} arrivals were dropped with only ${formatNumber(cell.vusAllocated)} VUs, too few for this rate${pausingFor(measurement)}`,
        next: 'raise maxVUs of the profile (or safety.maxVUs)',
      },
    ];
  }
  const known = offeredOf(stage, measurement, arrivals);
  if (known && known.planned - known.came > known.allowed) {
    return [
      {
        code: 'load-not-offered',
        stage: stage.name,
        text: `only ${formatNumber(known.came)} of the ${formatNumber(known.planned)} planned iterations came due`,
        next: 'see k6.log for what kept k6 from starting iterations, and run again; give the generator more CPU or lower the rate',
      },
    ];
  }
  if (scheduled === 0) return nothingOffered(stage, cell, measurement.plan.requestsPerIteration ?? 1);
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

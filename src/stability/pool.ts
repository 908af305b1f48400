import type { StabilityFinding } from '../result/stability.ts';
import { studentTQuantile } from '../stats/distributions/student-t.ts';
import { mean, variance } from '../stats/moments.ts';
import { formatNumber, formatRate, formatRatio } from '../units/format.ts';
import { stabilityFigure, stabilityFinding } from './finding.ts';
import type { LoadLevel } from './load-levels.ts';
import type { LoadWindow } from './load-window.ts';
import type { RunCourse } from './run-course.ts';
import { type Utilisation, usedAt } from './use/utilisation.ts';

/** Throughput is flat where it scatters by less than this about its mean. */
const FLAT = 0.05;
/** A pool holds back while the host has this much left. */
const BUSY = 0.8;
/** What waits for a place takes so many times as long as without a queue. */
const WAITS = 2;
/** More failures than this share: a limit refuses them, and nothing waits for a place. */
const MOST_FAILING = 0.05;
/** Loads in which no request waits, of all that were tried. */
const QUIET = 0.5;
const CONFIDENCE = 0.975;
const POWER = 0.8;

/** Throughput that no more load raises. */
interface Plateau {
  readonly levels: readonly LoadLevel[];
  readonly throughput: number;
  /** Standard error of the throughput. */
  readonly error: number;
  readonly windows: number;
  /** Places that are taken, by Little's law, with the standard error. */
  readonly places: number;
  readonly placesError: number;
}

/**
 * Whether all places of a pool were taken: while more load is offered, throughput stays at K/S and requests wait longer,
 * though the host has CPU left. K is told by Little's law from the throughput and the time S that a request takes where
 * none waits, so that no monitor of the pool is needed; one of the CPU is, since a CPU with nothing left looks the same
 * from outside. Source: J. D. C. Little, "A proof for the queuing formula L = λW", Operations Research 9 (1961). Pure.
 */
export function poolJudge(course: RunCourse): StabilityFinding[] {
  if (course.generatorDoubt !== undefined) return [];
  const { windows, levels, uses } = course;
  const plateau = plateauOf(levels, windows);
  if (!plateau) return [];
  const began = plateau.levels[0]!.load;
  const others = uses.filter(({ full, resource: { kind } }) => full && kind !== 'pool' && kind !== 'memory');
  // A resource that is full itself explains the plateau: givesWayJudge tells of it.
  if (others.length > 0) return [];
  const pools = uses.filter(({ resource: { kind } }) => kind === 'pool');
  const [cpu] = uses
    .filter(({ resource: { kind } }) => kind === 'cpu')
    .sort((a, b) => usedAt(b, began) - usedAt(a, began));
  const reasons = doubtsOf(cpu, pools, began);
  const t = studentTQuantile(CONFIDENCE, Math.max(1, plateau.windows - 1));
  const { throughput, places, placesError, error } = plateau;
  const ends = [Math.max(0, places - t * placesError), places + t * placesError] as const;
  const host = cpu ? `; the CPU was at ${formatRatio(usedAt(cpu, began), 2)}` : '';
  const what = `about ${formatNumber(places, 2)} places`;
  return [
    stabilityFinding({
      judge: 'pool',
      about: { series: 'throughput' },
      verdict: reasons.length > 0 ? 'inconclusive' : 'exhausted',
      estimate: stabilityFigure('places', 'count', places, ends),
      minimumDetectable: stabilityFigure(
        'growth of throughput that would have been seen',
        'ratio',
        ((t + studentTQuantile(POWER, Math.max(1, plateau.windows - 1))) * error) / throughput,
      ),
      figures: [
        stabilityFigure('throughput', 'requests/s', throughput, [throughput - t * error, throughput + t * error]),
        stabilityFigure('load from which on it was flat', 'requests/s', began),
      ],
      text:
        reasons.length > 0
          ? `no more than ${formatRate(throughput)} were done, as by ${what}; of what cannot be told${host}`
          : `all of ${what} were taken: from ${formatRate(began)} on no more than ${formatRate(throughput)} were done, and the rest waited${host}`,
      reasons,
    }),
  ];
}

/** What speaks against a pool. */
function doubtsOf(cpu: Utilisation | undefined, pools: readonly Utilisation[], load: number): string[] {
  const doubts: string[] = [];
  if (!cpu) doubts.push('the CPU was not watched: one with nothing left looks like a pool without places');
  else if (usedAt(cpu, load) >= BUSY) doubts.push('the CPU had too little left to tell it from a pool');
  if (pools.length > 0 && !pools.some(({ full }) => full))
    doubts.push(
      `${pools.map(({ resource }) => resource.name).join(' and ')} had places left: it is another pool, or a lock`,
    );
  return doubts;
}

/** Undefined where throughput grows with the load, falls, or is kept low by refusals. */
function plateauOf(levels: readonly LoadLevel[], windows: readonly LoadWindow[]): Plateau | undefined {
  const over = levels.filter(({ overloaded }) => overloaded);
  const [first] = over;
  if (!first) return undefined;
  const quiet = levels.filter(({ drive, latency }) => latency !== null && drive <= QUIET * first.drive);
  const alone = quiet[0] ?? levels[0]!;
  const unhurried = alone.latency;
  if (unhurried === null || alone === first) return undefined;
  const latencies = over.map(({ latency }) => latency ?? Number.POSITIVE_INFINITY);
  if (Math.min(...latencies) < WAITS * unhurried) return undefined;
  if (over.some(({ failed, completed }) => failed > MOST_FAILING * completed)) return undefined;
  const goods = over.map(({ good }) => good);
  const throughput = mean(goods);
  const scatter = goods.length > 1 ? Math.sqrt(variance(goods)) / throughput : 0;
  if (scatter > FLAT) return undefined;
  const each = over.flatMap((level) => level.windows.map((index) => windows[index]!.good));
  const error = Math.sqrt(variance(each) / each.length);
  const times = alone.windows.flatMap((index) => windows[index]!.mean ?? []);
  const timeError = times.length > 1 ? Math.sqrt(variance(times) / times.length) : unhurried;
  const places = throughput * unhurried;
  return {
    levels: over,
    throughput,
    error,
    windows: each.length,
    places,
    placesError: places * Math.hypot(error / throughput, timeError / unhurried),
  };
}

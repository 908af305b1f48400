import { METRICS } from '../metrics/catalogue.ts';
import type { Unit } from '../units/format.ts';
import type { Limit, Measure, Objective } from './objective.ts';
import { hasStat, quantileOf, STATS_OF } from './stat.ts';
import type { LimitUnit, ParsedLimit } from './written/limit.ts';

/**
 * The unit that a measure has, `undefined` where only the written limit can tell (metrics of scripts, monitors).
 */
export function expectedUnit(measure: Measure): Unit | undefined {
  if (measure.kind === 'ratio') return 'ratio';
  const { stat } = measure;
  const known = measure.kind === 'stat' ? METRICS.get(measure.metric) : undefined;
  if (!known) return undefined;
  if (known.type === 'rate') return 'ratio';
  if (stat === 'rate') return 'per second';
  if (stat === 'count') return known.unit === 'bytes' ? 'bytes' : 'count';
  return known.unit;
}

/** Why there is no such statistic; undefined where there is, or where the metric is the script's own. */
export function statFault(measure: Measure): string | undefined {
  if (measure.kind === 'ratio') return undefined;
  const { metric, stat } = measure;
  if (measure.kind === 'monitor')
    return quantileOf(stat) !== undefined || OF_READINGS.includes(stat)
      ? undefined
      : `a monitor's readings have no ${stat}; they have p50..p99.9, ${OF_READINGS.join(', ')}`;
  const known = METRICS.get(metric);
  if (!known || hasStat(known.type, stat)) return undefined;
  return `${metric} is a ${known.type} of k6 and has no ${stat}; it has ${STATS_OF[known.type]}`;
}

/** What there is of readings beside percentiles: each is a sample. */
const OF_READINGS: readonly string[] = ['avg', 'min', 'med', 'max'];

const ACCEPTED: Record<Unit, readonly LimitUnit[]> = {
  seconds: ['seconds'],
  bytes: ['bytes', 'none'],
  ratio: ['ratio', 'none'],
  'per second': ['per second', 'none'],
  count: ['none'],
  none: ['none'],
};

const WORDS: Record<LimitUnit, string> = {
  seconds: 'a time',
  bytes: 'a size',
  ratio: 'a percentage',
  'per second': 'a rate per second',
  none: 'a plain number',
};

/** Why a limit does not fit what it limits, with what to write instead; undefined when it fits. */
export function unitFault(limit: ParsedLimit, expected: Unit): { what: string; next: string } | undefined {
  if (!ACCEPTED[expected].includes(limit.unit)) return misfit(limit, expected);
  if (expected === 'ratio' && (limit.value < 0 || limit.value > 1)) return outsideRatio(limit);
  return undefined;
}

function misfit(limit: ParsedLimit, expected: Unit): { what: string; next: string } {
  if (expected === 'seconds' && limit.unit === 'none') {
    const meant = limit.value >= 10 ? `${limit.value}ms` : `${limit.value}s`;
    return { what: `a time needs its unit, and ${limit.value} has none`, next: `write "${limit.op} ${meant}"` };
  }
  if (expected === 'ratio' && limit.unit === 'per second') {
    const counted = 'metric: http_reqs, where: { status: 5xx }, stat: rate';
    const next = `write "${limit.op} 1%", a share; failed requests per second are the rate of a counter: ${counted}`;
    return { what: 'this is a percentage, and the limit is a rate per second', next };
  }
  const wanted = { seconds: '200ms', bytes: '2 GB', ratio: '5%', 'per second': '50/s', count: '10', none: '10' }[
    expected
  ];
  const name = expected === 'count' ? 'a count' : WORDS[expected];
  return { what: `this is ${name}, and the limit is ${WORDS[limit.unit]}`, next: `write "${limit.op} ${wanted}"` };
}

function outsideRatio(limit: ParsedLimit): { what: string; next: string } {
  if (limit.unit === 'none' && limit.value > 1 && limit.value <= 100) {
    return {
      what: `a ratio lies between 0 and 1, and ${limit.value} does not`,
      next: `write "${limit.op} ${limit.value}%"`,
    };
  }
  const written = limit.unit === 'ratio' ? `${Number((limit.value * 100).toPrecision(12))} %` : String(limit.value);
  return { what: `a ratio lies between 0 and 100 %, and ${written} does not`, next: `write "${limit.op} 99%"` };
}

/** The unit of an objective that only its limits can tell; the limits of one objective must agree. */
export function unitOfLimits(limits: readonly ParsedLimit[], stat: string | null): Unit | { fault: string } {
  const [first, second] = limits;
  if (!first) return 'none';
  if (second && second.unit !== first.unit)
    return { fault: `target is ${WORDS[first.unit]}, critical ${WORDS[second.unit]}` };
  if (first.unit === 'none') return stat === 'count' ? 'count' : 'none';
  return first.unit;
}

/** What the limits of an objective are in base units. */
export type BaseUnits = { readonly unit: Unit } & Pick<Objective, 'target' | 'critical'>;

/** The limits of a threshold, which k6 writes in milliseconds where the metric is a time, in base units. */
export function inBaseUnits(
  { measure, target, critical }: Objective,
  { type, unit }: { readonly type: string; readonly unit: string },
): BaseUnits {
  const counts = measure.kind === 'stat' && measure.stat === 'count';
  const isTime = !counts && unit === 'seconds' && type !== 'counter';
  const scaled = (limit: Limit | null) => (limit && isTime ? { ...limit, value: limit.value / 1000 } : limit);
  return {
    unit: counts ? 'count' : isTime ? 'seconds' : unitOf(type, unit),
    target: scaled(target),
    critical: scaled(critical),
  };
}

function unitOf(type: string, unit: string): Unit {
  if (type === 'rate') return 'ratio';
  if (type === 'counter') return 'per second';
  return unit === 'bytes' ? 'bytes' : 'none';
}

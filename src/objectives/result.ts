import * as z from 'zod';
import { findingId } from './finding-id.ts';
import { Limit, Measure, Objective, UnitSchema } from './objective.ts';
import { measureText } from './selectors.ts';
import { decides, isSilenced, Severity, Silence, type Weighed } from './severity.ts';
import { quantileOf } from './stat.ts';
import { Zone } from './zone.ts';

/** What loadkit judges that nobody wrote, and that no selector reads. */
const Own = z.enum([
  'carries',
  'held',
  'recovery',
  'event',
  'exceptions',
  'unanswered',
  'unfinished',
  'standstill',
  'endless-redirects',
  'never-sent',
  'script-verdict',
  'k6-exit',
]);

const [OfStat, OfRatio, OfMonitor] = Measure.options;
/** As people read it: `http_req_duration{name:/x} p95`. */
const text = z.string();

/**
 * What a line of a result is about: what its objective looks at, or what loadkit judges by itself; and how it reads.
 */
export const JudgedMeasure = z.discriminatedUnion('kind', [
  /** `quantile`: 0.95 of p95; null of what is no percentile. */
  OfStat.extend({ quantile: z.number().nullable(), text }),
  OfRatio.extend({ text }),
  OfMonitor.extend({ quantile: z.number().nullable(), text }),
  z.strictObject({ kind: z.literal('own'), of: Own, text }),
]);
export type JudgedMeasure = z.infer<typeof JudgedMeasure>;

/**
 * One objective judged over one stage, over windows, or over everything the verdict rests on (`stage` and `window`
 * null).
 */
export const ObjectiveResult = z.strictObject({
  /** The same from run to run: `objective/api-response/1x` (docs/reports.md). */
  id: z.string(),
  name: z.string(),
  source: z.enum([...Objective.shape.source.options, 'search']),
  zone: Zone,
  /** The measured value; null = no data. */
  actual: z.number().nullable(),
  /** Interval of `actual` at 95 %; null where none can be given. */
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  target: Limit.nullable(),
  critical: Limit.nullable(),
  unit: UnitSchema,
  /** Samples that `actual` rests on. */
  samples: z.number(),
  stage: z.string().nullable(),
  /**
   * Judged by windows: width, how many were judged and broken, the longest row of broken ones (seconds); `silent`: how
   * many more there were in which samples were due and none came, absent where none.
   */
  window: z
    .strictObject({
      width: z.number(),
      judged: z.number(),
      broken: z.number(),
      longest: z.number(),
      silent: z.number().optional(),
    })
    .nullable(),
  measure: JudgedMeasure,
  /** Whether the verdict rests on this line. */
  counts: z.boolean(),
  /** Why the verdict does not rest on it, where it would otherwise; absent of all others. */
  beside: z.enum(['warning', 'silenced']).optional(),
  severity: Severity,
  /** Absent: nobody silenced it. */
  silence: Silence.optional(),
  required: z.boolean(),
  /** Its interval straddles a limit. */
  marginal: z.boolean(),
  /** Why there is no data, or what else must be known to read the line. */
  note: z.string().nullable(),
});
export type ObjectiveResult = z.infer<typeof ObjectiveResult>;

/** Whether a line is not within its limits, in either zone. */
export function isMissed({ zone }: Pick<ObjectiveResult, 'zone'>): boolean {
  return zone === 'degraded' || zone === 'critical';
}

/** Whether a line is a warning, where a verdict rests, that was missed. */
export function isMissedWarning(line: Pick<ObjectiveResult, 'beside' | 'zone'>): boolean {
  return line.beside === 'warning' && isMissed(line);
}

/** The measure of an objective as the lines of a result say it. */
export function judgedMeasure(objective: Objective): JudgedMeasure {
  const { measure } = objective;
  const text = measureText(objective);
  return measure.kind === 'ratio'
    ? { ...measure, text }
    : { ...measure, quantile: quantileOf(measure.stat) ?? null, text };
}

/** A measure of loadkit's own, in its words. */
export function ownMeasure(of: z.infer<typeof Own>, text: string): JudgedMeasure {
  return { kind: 'own', of, text };
}

/** Whether a line is about one of loadkit's own measures. */
export function isOwn({ measure }: Pick<ObjectiveResult, 'measure'>, ...of: readonly z.infer<typeof Own>[]): boolean {
  return measure.kind === 'own' && of.includes(measure.of);
}

type Said = 'name' | 'source' | 'zone' | 'actual' | 'unit' | 'samples' | 'measure';

/**
 * A line of a result. What is not given of it: no interval and no limit, over everything that the verdict rests on,
 * required, critical, nothing to note. `counts`: whether it is of the part on which the verdict rests; of a warning, and
 * of what is silenced, that makes it stand beside the verdict.
 */
export function objectiveResult(line: Pick<ObjectiveResult, Said> & Partial<ObjectiveResult>): ObjectiveResult {
  const {
    name,
    source,
    zone,
    actual,
    lower = null,
    upper = null,
    target = null,
    critical = null,
    unit,
    samples,
  } = line;
  const { stage = null, window = null, measure, counts = true, required = true, marginal = false, note = null } = line;
  const { severity = 'critical', silence } = line;
  return {
    id: line.id ?? lineId(line, stage),
    ...{ name, source, zone, actual, lower, upper, target, critical, unit, samples },
    ...{ stage, window, measure },
    ...standing(counts, { severity, silence }),
    ...{ required, marginal, note },
  };
}

function lineId({ name, source, measure }: Pick<ObjectiveResult, Said>, stage: string | null): string {
  if (measure.kind === 'own') return findingId(source === 'search' ? 'search' : 'own', measure.of, stage);
  return findingId(source === 'k6' ? 'threshold' : 'objective', name, stage);
}

function standing(counts: boolean, of: Weighed): Pick<ObjectiveResult, 'counts' | 'beside' | 'severity' | 'silence'> {
  const beside = !counts || decides(of) ? undefined : isSilenced(of) ? 'silenced' : 'warning';
  const { severity, silence } = of;
  return {
    counts: counts && beside === undefined,
    ...(beside ? { beside } : {}),
    severity,
    ...(silence ? { silence } : {}),
  };
}

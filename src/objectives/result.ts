import * as z from 'zod';
import { Limit, Measure, Objective, UnitSchema } from './objective.ts';
import { measureText } from './selectors.ts';
import { quantileOf } from './stat.ts';
import { Zone } from './zone.ts';

/** What loadkit judges that nobody wrote, and that no selector reads. */
const Own = z.enum([
  'carries',
  'held',
  'recovery',
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
  required: z.boolean(),
  /** Its interval straddles a limit. */
  marginal: z.boolean(),
  /** Why there is no data, or what else must be known to read the line. */
  note: z.string().nullable(),
});
export type ObjectiveResult = z.infer<typeof ObjectiveResult>;

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
 * required, nothing to note.
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
  return {
    ...{ name, source, zone, actual, lower, upper, target, critical, unit, samples },
    ...{ stage, window, measure, counts, required, marginal, note },
  };
}

import * as z from 'zod';
import { quote } from '../../input/finding.ts';
import { Duration, Share } from '../../input/quantity.ts';
import { Severity } from '../severity.ts';
import { Stat } from '../stat.ts';
import { readLimit } from './limit.ts';

/** A name that people read and type: of an objective, on one line. */
const Name = z
  .string()
  .min(1, { error: 'a name must not be empty' })
  .max(120, { error: 'a name has at most 120 letters' })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: keeping them out of terminals and reports is the point
  .regex(/^[^\u0000-\u001f\u007f\u2028\u2029]*$/, { error: 'a name holds no control characters' });

/** The name of a metric, as k6 accepts it. */
const Metric = z.string().regex(/^[a-zA-Z_]\w{0,127}$/, {
  error: ({ input }) =>
    `${quote(input)} is no name of a metric${String(input).includes('{') ? ': write its tags under `where`' : ''}`,
});

/** A tag's value. Numbers are taken as the text they are written as. */
const Value = z.union([z.string(), z.number(), z.boolean()], {
  error: ({ input }) => `a tag's value is a text, a number or a list of them, found ${quote(input)}`,
});

/** Tags by value: text, globs with `*`, `5xx` for a class of status; a list: one of them. */
const WrittenWhere = z
  .record(
    z.string().min(1),
    z.union([...Value.options, z.array(Value).min(1)], {
      error: ({ input }) =>
        Array.isArray(input) && input.length === 0
          ? 'an empty list selects nothing: name a value, or leave the tag out'
          : `a tag's value is a text, a number or a list of them, found ${quote(input)}`,
    }),
  )
  .transform((tags) =>
    Object.fromEntries(
      Object.entries(tags).map(([tag, value]) => [tag, Array.isArray(value) ? value.map(String) : String(value)]),
    ),
  );

const Limit = z
  .string({
    error: ({ input }) => `a limit is a comparison: write "< ${quote(input)}" or "> ${quote(input)}", with its unit`,
  })
  .superRefine((text, context) => {
    const limit = readLimit(text);
    if ('fault' in limit) context.addIssue({ code: 'custom', message: limit.fault, params: { next: limit.next } });
  })
  .meta({ examples: ['< 200ms', '> 99.9%', '< 1%', '> 50/s', '< 2 GB'] });

const STATS: Record<string, string> = {
  mean: 'avg',
  average: 'avg',
  median: 'p50',
  maximum: 'max',
  minimum: 'min',
  p100: 'max',
  p0: 'min',
};

const WrittenStat = z
  .string({ error: ({ input }) => `a statistic is a word: write p95, avg or max, not ${quote(input)}` })
  .superRefine((text, context) => {
    if (text !== 'p0' && Stat.safeParse(text).success) return;
    const percentile = /^p?\(?(\d{1,2}(?:\.\d{1,3})?)(?:\)|th|%)?$/i.exec(text)?.[1];
    const meant = Object.hasOwn(STATS, text) ? STATS[text] : percentile && `p${percentile}`;
    const next = meant ? `write ${meant}` : 'write p50..p99.9, avg, min, med, max, rate, count or value';
    context.addIssue({ code: 'custom', message: `${quote(text)} is no statistic`, params: { next } });
  })
  .meta({ examples: ['p95', 'p99', 'max', 'rate'] });

const fields = {
  metric: Metric.meta({
    description: 'A k6 metric, built-in or the script’s own. Without one: request_time, connecting included.',
  }),
  where: WrittenWhere.meta({
    description:
      'Tags the samples must carry: exact, globs with *, 5xx for a class of status, !x for not x; of a list, one.',
  }),
  stat: WrittenStat.meta({
    description:
      'p50..p99.9, avg, min, med, max, rate, count, value. Without one: p95, what the metric has, or avg of a monitor.',
  }),
  good: WrittenWhere.meta({ description: 'Tags of the good samples: the objective is their share of all.' }),
  bad: WrittenWhere.meta({ description: 'Tags of the bad samples: the objective is their share of all.' }),
  of: Metric.meta({ description: 'The metric whose samples good or bad are counted of; http_reqs without one.' }),
  monitor: Name.meta({ description: 'What monitors read beside the load, by the name of the reading.' }),
  target: Limit.meta({ description: 'What is promised: "< 200ms", "> 99.9%", "> 50/s", "< 2 GB".' }),
  critical: Limit.meta({
    description: 'What must not be; between target and critical is degraded. Absent: missing the target is critical.',
  }),
  over: Duration.meta({ description: 'Judge windows of this width instead of whole stages.' }),
  for: Duration.meta({ description: 'With over: broken when windows in a row break for this long.' }),
  allow: Share.meta({ description: 'With over: the share of windows that may break (5 % unless said).' }),
  scenarios: z
    .array(z.string().min(1))
    .min(1, { error: 'an empty list means never: leave `scenarios` out, or name some' })
    .meta({ description: 'The scenarios or profiles it holds for; all unless said.' }),
  severity: Severity.meta({
    description: 'What missing it means: critical fails the run (unless said), warning is shown and fails nothing.',
  }),
  required: z.boolean().meta({ description: 'Whether missing data is a failure: true, but false for monitors.' }),
};

/** One objective as people write it; `normaliseObjective` gives it meaning. */
export const WrittenObjective = z.strictObject({
  name: Name.meta({ description: 'How reports, and overrides in tiers and scenarios, call it.' }),
  ...z.strictObject(fields).partial().shape,
});
export type WrittenObjective = z.infer<typeof WrittenObjective>;

/** What a tier or scenario changes of an objective; null takes a limit, a window or a restriction away. */
export const ObjectiveOverride = z.strictObject({
  ...z.strictObject(fields).partial().shape,
  target: fields.target.nullish(),
  critical: fields.critical.nullish(),
  over: fields.over.nullish(),
  for: fields.for.nullish(),
  scenarios: fields.scenarios.nullish(),
});
export type ObjectiveOverride = z.infer<typeof ObjectiveOverride>;

/** Overrides by the name of the objective. */
export const ObjectiveOverrides = z.record(Name, ObjectiveOverride);
export type ObjectiveOverrides = z.infer<typeof ObjectiveOverrides>;

/** An objective with an override laid over it, field by field. */
export function mergeObjective(base: WrittenObjective, override: ObjectiveOverride): WrittenObjective {
  const given = Object.entries({ ...base, ...defined(override) }).filter(([, value]) => value !== null);
  return Object.fromEntries(given) as WrittenObjective;
}

function defined(override: ObjectiveOverride): ObjectiveOverride {
  return Object.fromEntries(Object.entries(override).filter(([, value]) => value !== undefined));
}

import * as z from 'zod';
import { quote } from '../../input/finding.ts';
import { parseDay, parseMonths } from '../../units/months.ts';
import { WrittenRate } from './rate.ts';

const THOUSANDS: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, G: 1e9 };

/** An amount of something: written `250000`, `250K` or `1.5M`. */
const Amount = z
  .union([z.number(), z.string()], { error: ({ input }) => `expected an amount such as 250K, found ${quote(input)}` })
  .transform((written, context) => {
    const [, digits, thousands = ''] = /^(\d+(?:\.\d+)?) ?([KMG]?)$/.exec(String(written)) ?? [];
    const value = typeof written === 'number' ? written : Number(digits) * THOUSANDS[thousands]!;
    if (value >= 0 && Number.isFinite(value)) return value;
    context.addIssue(`${quote(written)} is no amount: write ${meantAmount(String(written)) ?? EXAMPLES}`);
    return z.NEVER;
  });

const EXAMPLES = '250000, 250K (thousands), 1.5M or 2G; the unit stands beside it';
const SPELT: Readonly<Record<string, string>> = {
  thousand: 'K',
  million: 'M',
  mio: 'M',
  billion: 'G',
  bn: 'G',
  k: 'K',
  m: 'M',
  b: 'G',
};

/**
 * What `1_200_000`, `1,200,000`, `300 million` or `1.2M/day` probably mean, as it must be written; undefined when
 * unclear.
 */
function meantAmount(text: string): string | undefined {
  const [, time] = /^[\d.]+ ?[KMG]? ?\/ ?([a-z]+)$/i.exec(text.trim()) ?? [];
  if (time !== undefined) return `the amount alone, and the time in the name: requests/${time}`;
  if (/^\d{1,3}([_,' ]\d{3})+$/.test(text)) return text.replace(/\D/g, '');
  const [, digits, word = ''] = /^(\d+(?:\.\d+)?) ?([a-z]+)$/i.exec(text.trim()) ?? [];
  const thousands = SPELT[word.toLowerCase()];
  return digits === undefined || thousands === undefined ? undefined : `${digits}${thousands}`;
}

const Day = z
  .string({ error: ({ input }) => `expected a day such as 2026-01-23, found ${quote(input)}` })
  .refine((text) => text.length === 10 && parseDay(text) !== undefined, {
    error: ({ input }) => `${quote(input)} is no day: write 2026-01-23`,
  });

/** When a milestone is due: so many months after `since` (`+3mo`), or on a day. */
const Due = z
  .string()
  .refine((text) => dueMonths(text) !== undefined || (text.length === 10 && parseDay(text) !== undefined), {
    error: ({ input }) => `${quote(input)} is no time: write +3mo, +1y, +6w or a day such as 2027-01-23`,
  });

/** The months of `+3mo`; undefined when it is written otherwise, as a day is. */
export function dueMonths(text: string): number | undefined {
  return text.startsWith('+') ? parseMonths(text.slice(1)) : undefined;
}

/**
 * What is said of one quantity's growth: a rate, milestones or its history. `growth-rules.ts` says which go together.
 */
export const QuantityGrowth = z.strictObject({
  unit: z
    .string()
    .min(1)
    .max(40)
    .optional()
    .meta({ description: 'What it is counted in; the name of the quantity unless said.', examples: ['TB', 'hours'] }),
  now: Amount.optional().meta({ description: 'How much it is today, or on the day that `since` names.' }),
  since: Day.optional().meta({
    description: 'The day of `now`, from which rate and milestones count; today unless said.',
  }),
  rate: WrittenRate.optional().meta({ description: 'Growth that compounds.' }),
  milestones: z
    .record(Due, Amount)
    .optional()
    .meta({ description: 'What is expected when: `+3mo: 250K`, or on a day: `2027-01-23: 1M`.' }),
  history: z.string().min(1).optional().meta({
    description:
      'A CSV file of the past with the columns date and value, relative to this file; several rows a day are folded by day.',
  }),
  limit: Amount.refine((amount) => amount > 0, { error: 'the limit must be above 0' })
    .optional()
    .meta({ description: 'How much of it there is room for: the plan says when growth reaches that.' }),
  peak: z
    .number()
    .min(1)
    .max(10_000)
    .optional()
    .meta({ description: 'Of requests counted by a time, such as requests/day: the highest rate over the mean rate.' }),
});
export type QuantityGrowth = z.output<typeof QuantityGrowth>;

/** Growth by the name of what grows: `requests` and `users` mean the tier's; others are named freely. */
export const GrowthSection = z.record(
  z.string().regex(/^[A-Za-z][A-Za-z0-9 _./-]{0,59}$/, {
    error: ({ input }) => `${quote(input)} is no name of a quantity: write letters, digits, spaces and / . _ -`,
  }),
  QuantityGrowth,
);
export type GrowthSection = z.output<typeof GrowthSection>;

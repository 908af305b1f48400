import * as z from 'zod';
import { quote } from '../../input/finding.ts';
import { percent } from '../../input/quantity.ts';
import { DAYS_PER_MONTH, LONGEST_SPAN } from '../../units/months.ts';

/** The time in which a quantity grows by its rate. */
const PERIODS = ['day', 'week', 'month', 'quarter', 'year'] as const;
type Period = (typeof PERIODS)[number];

/** Growth that compounds: 0.15 per month. */
export interface GrowthRate {
  readonly ratio: number;
  readonly period: Period;
}

/** How many of them a month holds. */
export const PER_MONTH: Readonly<Record<Period, number>> = {
  day: DAYS_PER_MONTH,
  week: DAYS_PER_MONTH / 7,
  month: 1,
  quarter: 1 / 3,
  year: 1 / 12,
};

const SHAPE = /^([+-]?\d+(?:\.\d+)?) ?% ?(?:\/|per) ?(day|week|month|quarter|year)$/;
/** How people write a period otherwise: `yoy`, `MoM`, `a year`, `p.a.`, `/mo`. */
const WORDS: Readonly<Record<Period, RegExp>> = {
  day: /^(dod|daily|days?|d)$/,
  week: /^(wow|weekly|weeks?|wk?)$/,
  month: /^(mom|monthly|months?|mo)$/,
  quarter: /^(qoq|quarterly|quarters?|qtr|q)$/,
  year: /^(yoy|annually|yearly|years?|yr?|pa)$/,
};
/** Tenfold a month, for ten years, is a number with 120 zeros: nothing is planned beyond. */
const FASTEST = Math.log(10);
const EXAMPLE = 'write 15%/month, 2%/week or 40%/year';

/** Reads `15%/month`; otherwise what is wrong with it and what to write. */
export function readGrowthRate(text: string): GrowthRate | { readonly fault: string; readonly next: string } {
  const [, amount, period] = SHAPE.exec(text.trim()) ?? [];
  if (amount === undefined) {
    const bare = /^[+-]?\d+(\.\d+)? ?%?$/.test(text.trim());
    const fault = bare ? `${quote(text)} does not say in which time` : `${quote(text)} is no growth rate`;
    const meant = meantRate(text);
    return { fault, next: meant === undefined ? EXAMPLE : `write ${meant}` };
  }
  const rate = { ratio: percent(Number(amount)), period: period as Period };
  if (rate.ratio <= -1) return { fault: `${quote(text)} leaves nothing after one ${period}`, next: EXAMPLE };
  if (Math.abs(Math.log1p(rate.ratio)) * PER_MONTH[rate.period] > FASTEST)
    return {
      fault: `${quote(text)} is more than tenfold a month`,
      next: `say what is expected at certain times instead (milestones), at most ${LONGEST_SPAN} months ahead`,
    };
  return rate;
}

/** The rate that `40% yoy` or `+5 % per mo.` probably mean, as it must be written; undefined when unclear. */
function meantRate(text: string): string | undefined {
  const [, amount, said] =
    /^\+?(-?\d+(?:\.\d+)?) ?%? ?(?:\/|per|an?|each|every)? ?([a-z.]+)$/.exec(text.trim().toLowerCase()) ?? [];
  const word = said?.replaceAll('.', '');
  const period = word === undefined ? undefined : PERIODS.find((one) => WORDS[one].test(word));
  return period && `${amount}%/${period}`;
}

/** Growth that compounds, written `15%/month`. */
export const WrittenRate = z
  .string({ error: ({ input }) => `expected a growth rate such as 15%/month, found ${quote(input)}` })
  .meta({ examples: ['15%/month', '2%/week', '40%/year'] })
  .transform((text, context) => {
    const read = readGrowthRate(text);
    if (!('fault' in read)) return read;
    context.addIssue({ code: 'custom', message: read.fault, params: { next: read.next } });
    return z.NEVER;
  });

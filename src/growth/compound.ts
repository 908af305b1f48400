import { type GrowthRate, PER_MONTH } from '../config/growth/rate.ts';
import type { Figure } from '../result/figure.ts';
import { formatNumber } from '../units/format.ts';
import { DAYS_PER_MONTH } from '../units/months.ts';
import { type Demand, demandOf, literal, type Worked } from './demand.ts';

export interface CompoundInput {
  readonly quantity: string;
  readonly unit: string;
  /** With what the ids of its figures begin. */
  readonly id: string;
  /** How much it is now: stated, assumed or measured; its id is used in the arithmetic. */
  readonly now: Figure & { readonly value: number };
  /** Months from now to the day of `now`: 0 today, negative before. */
  readonly since: number;
  readonly rate: GrowthRate;
  readonly horizon: number;
}

/** Months as periods of the rate, as an expression shows them. */
const PERIODS: Readonly<Record<GrowthRate['period'], string>> = {
  day: ` * ${DAYS_PER_MONTH}`,
  week: ` * ${DAYS_PER_MONTH} / 7`,
  month: '',
  quarter: ' / 3',
  year: ' / 12',
};

/** Demand that compounds: now × (1 + rate)^periods. Nothing is estimated, so the three curves are one. */
export function compoundDemand({ quantity, unit, id, now, since, rate, horizon }: CompoundInput): Demand {
  const growth: Figure = {
    id: `${id}_growth`,
    says: `growth of ${quantity} per ${rate.period}`,
    value: rate.ratio,
    lower: null,
    upper: null,
    unit: 'ratio',
    expression: null,
    basis: 'stated',
    note: null,
  };
  const factor = 1 + rate.ratio;
  const perMonth = PER_MONTH[rate.period];
  const worked = (month: number): Worked => {
    const months = since === 0 ? literal(month) : `(${literal(month)} - ${literal(since)})`;
    const exponent = PERIODS[rate.period] === '' ? months : `(${months}${PERIODS[rate.period]})`;
    return {
      value: now.value * factor ** ((month - since) * perMonth),
      expression: `${now.id} * (1 + ${growth.id})^${exponent}`,
    };
  };
  const reaches = (level: Worked): Worked | null => {
    if (worked(0).value >= level.value) return { value: 0, expression: '0' };
    if (rate.ratio <= 0) return null;
    const periods = Math.log(level.value / now.value) / Math.log(factor);
    const shift = since === 0 ? '' : ` + ${literal(since)}`;
    const written = `log((${level.expression}) / ${now.id}) / log(1 + ${growth.id})`;
    const inMonths = rate.period === 'month' ? written : `${written} / (${INVERSE[rate.period]})`;
    return { value: periods / perMonth + since, expression: `${inMonths}${shift}` };
  };
  const from = since === 0 ? 'now' : 'on the day of `since`';
  return demandOf({
    quantity,
    unit,
    kind: 'compound',
    id,
    horizon,
    projectedFrom: null,
    inputs: [now, growth],
    basis: `${quantity}: ${formatNumber(now.value, 4)} ${unit} ${from}, ${formatNumber(rate.ratio * 100, 4)} % more every ${rate.period}, compounding`,
    caveats: [],
    worked,
    reaches,
  });
}

const INVERSE: Readonly<Record<GrowthRate['period'], string>> = {
  day: `${DAYS_PER_MONTH}`,
  week: `${DAYS_PER_MONTH} / 7`,
  month: '1',
  quarter: '1 / 3',
  year: '1 / 12',
};

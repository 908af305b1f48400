import type { Figure } from '../result/figure.ts';
import { formatNumber } from '../units/format.ts';
import { type Demand, demandOf, literal, type Worked } from './demand.ts';

/** What is expected at a time. */
export interface Milestone {
  /** Months from now; negative lies in the past. */
  readonly month: number;
  readonly value: number;
  /** As it was written: `+3mo`. */
  readonly due: string;
}

export interface MilestonesInput {
  readonly quantity: string;
  readonly unit: string;
  readonly id: string;
  /** How much it is on the day of `since`. */
  readonly now: Figure & { readonly value: number };
  readonly since: number;
  readonly milestones: readonly Milestone[];
  readonly horizon: number;
}

interface Mark {
  readonly month: number;
  /** As a sentence says it: `now`, `+3mo`. */
  readonly due: string;
  readonly figure: Figure & { readonly value: number };
}

/**
 * Demand that is stated for certain times. Between two of them it grows at one rate (geometric interpolation, a
 * (b/a)^((m − mₐ)/(m_b − mₐ))), or by equal steps where one of them is 0. Beyond the last it goes on as it did before
 * the last, which is `projected`. Nothing is estimated, so the three curves are one.
 */
export function milestonesDemand({ quantity, unit, id, now, since, milestones, horizon }: MilestonesInput): Demand {
  const marks = [
    { month: since, due: since === 0 ? 'now' : 'on the day of `since`', figure: now },
    ...[...milestones]
      .sort((a, b) => a.month - b.month)
      .map((milestone, index) => ({
        ...milestone,
        figure: figureOf(milestone, `${id}_milestone_${index + 1}`, quantity, unit),
      })),
  ];
  const last = marks.at(-1)!.month;
  const worked = (month: number): Worked => {
    const mark = marks.find((one) => one.month === month);
    return mark ? { value: mark.figure.value, expression: mark.figure.id } : between(...segmentOf(marks, month), month);
  };
  const reaches = (level: Worked): Worked | null => {
    if (worked(0).value >= level.value) return { value: 0, expression: '0' };
    const end = marks.findIndex(({ month, figure }) => month > 0 && figure.value >= level.value);
    if (end !== -1) return monthOf(marks[end - 1]!, marks[end]!, level);
    const [before, final] = segmentOf(marks, last + 1);
    return final.figure.value > before.figure.value ? monthOf(before, final, level) : null;
  };
  return demandOf({
    quantity,
    unit,
    kind: 'milestones',
    id,
    horizon,
    projectedFrom: last,
    marks: marks.map(({ month }) => month),
    inputs: marks.map(({ figure }) => figure),
    basis: `${quantity}${unit === quantity ? '' : ` in ${unit}`}: ${marks.map(({ due, figure }) => `${formatNumber(figure.value, 4)} ${when(due)}`).join(', ')}; between them it grows at one rate`,
    caveats: horizon > last ? [beyond(quantity, last, horizon)] : [],
    worked,
    reaches,
  });
}

/** `on 2027-02-01` of a day; `+3mo` and `now` as they are. */
function when(due: string): string {
  return /^\d/.test(due) ? `on ${due}` : due;
}

function figureOf({ value, due }: Milestone, id: string, quantity: string, unit: string) {
  const says = `${quantity} expected at ${due}`;
  return { id, says, value, lower: null, upper: null, unit, expression: null, basis: 'stated' as const, note: null };
}

function beyond(quantity: string, last: number, horizon: number): string {
  const end = last > 0 ? `beyond month ${formatNumber(last, 3)}` : 'after the last milestone, which has passed';
  return `nothing is said of ${quantity} ${end}: what stands there up to month ${formatNumber(horizon, 3)} is projected at the last rate; state a milestone`;
}

/** The two marks between which a month lies; beyond the last, the last two. */
function segmentOf(marks: readonly Mark[], month: number): [Mark, Mark] {
  const next = marks.findIndex((mark) => mark.month > month);
  const end = next === -1 ? marks.length - 1 : Math.max(1, next);
  return [marks[end - 1]!, marks[end]!];
}

function between(a: Mark, b: Mark, month: number): Worked {
  const [from, to] = [a.figure, b.figure];
  const part = (month - a.month) / (b.month - a.month);
  const written = `(${literal(month)} - ${literal(a.month)}) / (${literal(b.month)} - ${literal(a.month)})`;
  if (from.value > 0 && to.value > 0)
    return {
      value: from.value * (to.value / from.value) ** part,
      expression: `${from.id} * (${to.id} / ${from.id})^(${written})`,
    };
  return {
    value: Math.max(0, from.value + (to.value - from.value) * part),
    expression: `max(0, ${from.id} + (${to.id} - ${from.id}) * ${written})`,
  };
}

/** The month at which the way from one mark to the next, or beyond it, passes a level. */
function monthOf(a: Mark, b: Mark, level: Worked): Worked {
  const [from, to] = [a.figure, b.figure];
  const geometric = from.value > 0 && to.value > 0;
  const part = geometric
    ? Math.log(level.value / from.value) / Math.log(to.value / from.value)
    : (level.value - from.value) / (to.value - from.value);
  const written = geometric
    ? `log((${level.expression}) / ${from.id}) / log(${to.id} / ${from.id})`
    : `((${level.expression}) - ${from.id}) / (${to.id} - ${from.id})`;
  return {
    value: a.month + (b.month - a.month) * part,
    expression: `${literal(a.month)} + (${literal(b.month)} - ${literal(a.month)}) * ${written}`,
  };
}

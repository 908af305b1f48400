import type { Figure } from '../../result/figure.ts';
import { formatNumber } from '../../units/format.ts';
import { dayAfter } from '../../units/months.ts';
import { type Curve, type Demand, demandOf, type Highest, type Worked } from '../demand.ts';
import { crossingExpression, curveExpression, curveFigures, type NamedCurve } from './arithmetic.ts';
import { historyCaveats } from './caveats.ts';
import { withoutUnfinished } from './doubts.ts';
import { curveAt, fitHistory, type HistoryFit, monthOfLevel } from './fit.ts';
import type { History } from './read-csv.ts';

export interface HistoryInput {
  readonly quantity: string;
  readonly unit: string;
  readonly id: string;
  /** At least `LEAST_POINTS` points. */
  readonly history: History;
  /** In days (`parseDay`). */
  readonly today: number;
  readonly horizon: number;
}

const SIDES = { p05: -1, value: 0, p95: 1 } as const satisfies Record<Curve, -1 | 0 | 1>;

/**
 * Demand as its history continues: a straight line, or one through the logarithms, with the 90 % prediction interval of
 * Student's t; where the history does not decide between the two, the interval spans both. Of the exponential, `value`
 * is the median. A last point that was not finished is left out. Beyond as many months as the history covers it is
 * `projected`.
 */
export function historyDemand({ quantity, unit, id, history, horizon, today }: HistoryInput): Demand {
  const { points, caveats } = withoutUnfinished(history.points, today);
  const fit = fitHistory(points);
  const best: NamedCurve = { fitted: fit.best, id, own: id };
  const rival: NamedCurve | null = fit.rival && { fitted: fit.rival, id, own: `${id}_rival` };
  const both = rival ? [best, rival] : [best];
  const highest = highestOf(points, `${id}_highest`, today);
  const worked = (month: number, curve: Curve): Worked => {
    const of = (one: NamedCurve) => ({
      value: curveAt(one.fitted, month, SIDES[curve]),
      expression: curveExpression(one, month, curve),
    });
    if (curve === 'value') return of(best);
    return outermost(both.map(of), curve === 'p95' ? 'max' : 'min');
  };
  const reaches = (level: Worked, curve: Curve): Worked | null => {
    if (worked(0, curve).value >= level.value) return { value: 0, expression: '0' };
    const months = (curve === 'value' ? [best] : both).map((one) => monthAt(one, level, curve));
    // The p95 of both is reached with the first of them, their p05 with the last.
    const known = months.filter((month) => month !== null);
    if (known.length === 0 || (curve === 'p05' && known.length < months.length)) return null;
    const found = outermost(known, curve === 'p05' ? 'max' : 'min');
    return worked(found.value, curve).value >= level.value * (1 - 1e-6) ? found : null;
  };
  return demandOf({
    quantity,
    unit,
    kind: 'history',
    id,
    horizon,
    projectedFrom: points.at(-1)!.month - points[0]!.month,
    highest,
    inputs: [
      ...both.flatMap((one) => curveFigures(one, quantity, unit, one === best)),
      ...(highest ? [highestFigure(highest, quantity, unit)] : []),
    ],
    basis: `${quantity}: ${sentence(fit, history.folded)}`,
    caveats: [...history.caveats, ...caveats, ...historyCaveats(points, fit, { horizon, today })],
    worked,
    reaches,
  });
}

/** What came in the last year may come again. */
const A_YEAR = 12;

function highestOf(points: HistoryInput['history']['points'], expression: string, today: number): Highest | null {
  const recent = points.filter(({ month }) => month >= -A_YEAR);
  if (recent.length === 0) return null;
  const { month, value } = recent.reduce((most, one) => (one.value > most.value ? one : most));
  // A day's part is cut off, and a month is no exact number of days: a second is added.
  return { month, value, expression, date: dayAfter(today + 1 / 86_400, month) };
}

function highestFigure({ value, expression: id, date }: Highest, quantity: string, unit: string): Figure {
  const says = `the most of ${quantity} in the last year`;
  return { id, says, value, lower: null, upper: null, unit, expression: null, basis: 'measured', note: `on ${date}` };
}

/** The least or the greatest of what was worked out. */
function outermost(all: readonly Worked[], which: 'min' | 'max'): Worked {
  if (all.length === 1) return all[0]!;
  return {
    value: Math[which](...all.map(({ value }) => value)),
    expression: `${which}(${all.map(({ expression }) => expression).join(', ')})`,
  };
}

function monthAt(one: NamedCurve, level: Worked, curve: Curve): Worked | null {
  if (curveAt(one.fitted, 0, SIDES[curve]) >= level.value) return { value: 0, expression: '0' };
  const month = monthOfLevel(one.fitted, level.value, SIDES[curve]);
  return month === undefined ? null : { value: month, expression: crossingExpression(one, level, curve) };
}

function sentence({ best, rival, heldOut, held }: HistoryFit, folded: string | null): string {
  const straight = best.shape === 'linear';
  const chosen = straight ? 'a straight line' : 'growth by so many per cent a month';
  const [own, other] = [heldOut[best.shape], heldOut[straight ? 'exponential' : 'linear']];
  const missed = `it missed the last ${held} points, when held out, by ${amount(own, best)} in the mean`;
  const beside = other === null ? '; the logarithm of 0 does not exist' : `, the other curve by ${amount(other, best)}`;
  const spans = rival ? ': the interval spans both' : '';
  return `${chosen} through ${best.line.n} points of history${folded === null ? '' : ` (${folded})`}; ${missed}${beside}${spans}`;
}

/** A distance from a curve; what binary fractions leave of one is none. */
function amount(distance: number | null, { shape, line }: HistoryFit['best']): string {
  const typical = shape === 'linear' ? line.meanY : Math.exp(line.meanY);
  return formatNumber(distance !== null && distance < 1e-9 * typical ? 0 : distance, 3);
}

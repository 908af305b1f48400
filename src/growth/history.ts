import type { Figure } from '../result/figure.ts';
import { formatNumber } from '../units/format.ts';
import { type Curve, type Demand, demandOf, literal, type Worked } from './demand.ts';
import { historyCaveats } from './history-caveats.ts';
import type { HistoryPoint } from './history-csv.ts';
import { curveAt, fitHistory, type HistoryFit, monthOfLevel } from './history-fit.ts';

export interface HistoryInput {
  readonly quantity: string;
  readonly unit: string;
  readonly id: string;
  /** At least `LEAST_POINTS`, sorted by month. */
  readonly history: readonly HistoryPoint[];
  readonly horizon: number;
}

const SIDES = { p05: -1, value: 0, p95: 1 } as const satisfies Record<Curve, -1 | 0 | 1>;

/**
 * Demand as its history continues: a straight line, or one through the logarithms, with the 90 % prediction interval of
 * Student's t. Of the exponential, `value` is the median. Beyond as many months as the history covers it is `projected`.
 */
export function historyDemand({ quantity, unit, id, history, horizon }: HistoryInput): Demand {
  const fit = fitHistory(history);
  const exponential = fit.shape === 'exponential';
  const figures = fitFigures(fit, id, quantity, unit);
  const name = (part: string) => `${id}_${part}`;
  const offset = (month: number) => `(${literal(month)} - ${name('mean_month')})`;
  const written = (month: number, curve: Curve): string => {
    const middle = `${name('mean')} + ${name('slope')} * ${offset(month)}`;
    const reach = `${name('t')} * ${name('sd')} * sqrt(1 + 1 / ${name('points')} + ${offset(month)}^2 / ${name('spread')})`;
    const at = curve === 'value' ? middle : `${middle} ${curve === 'p05' ? '-' : '+'} ${reach}`;
    return exponential ? `exp(${at})` : `max(0, ${at})`;
  };
  const worked = (month: number, curve: Curve): Worked => ({
    value: curveAt(fit, month, SIDES[curve]),
    expression: written(month, curve),
  });
  const reaches = (level: Worked, curve: Curve): Worked | null => {
    if (worked(0, curve).value >= level.value) return { value: 0, expression: '0' };
    const month = monthOfLevel(fit, level.value, SIDES[curve]);
    return month === undefined ? null : { value: month, expression: crossingExpression(id, level, exponential, curve) };
  };
  const span = history.at(-1)!.month - history[0]!.month;
  return demandOf({
    quantity,
    unit,
    kind: 'history',
    id,
    horizon,
    projectedFrom: span,
    inputs: figures,
    basis: `${quantity}: ${sentence(fit)}`,
    caveats: historyCaveats(history, fit, horizon),
    worked,
    reaches,
  });
}

function sentence({ shape, line, heldOut, held }: HistoryFit): string {
  const chosen = shape === 'linear' ? 'a straight line' : 'growth by so many per cent a month';
  const [own, other] = [heldOut[shape], heldOut[shape === 'linear' ? 'exponential' : 'linear']];
  const errors =
    other === null
      ? `the last ${held} points were missed by ${formatNumber(own, 3)} in the mean; the logarithm of 0 does not exist`
      : `it missed the last ${held} points, when held out, by ${formatNumber(own, 3)} in the mean, the other curve by ${formatNumber(other, 3)}`;
  return `${chosen} through ${line.n} points of history; ${errors}`;
}

/** The line's coefficients as figures: what every month is computed from. */
function fitFigures({ shape, line, t }: HistoryFit, id: string, quantity: string, unit: string): readonly Figure[] {
  const scale = shape === 'linear' ? unit : `ln ${unit}`;
  const of = shape === 'linear' ? quantity : `the logarithm of ${quantity}`;
  const figure = (part: string, says: string, value: number, inUnit: string, note: string | null = null): Figure => {
    return {
      id: `${id}_${part}`,
      says,
      value,
      lower: null,
      upper: null,
      unit: inUnit,
      expression: null,
      basis: 'measured',
      note,
    };
  };
  return [
    figure('points', `points of the history of ${quantity}`, line.n, 'count'),
    figure('mean_month', 'the middle of their months, counted from now', line.meanX, 'months'),
    figure('mean', `mean of ${of}`, line.meanY, scale),
    figure('slope', `slope of ${of}, by least squares`, line.slope, `${scale} per month`),
    figure('sd', `standard deviation about the curve of ${of}`, line.residualSd, scale),
    figure('spread', 'sum of the squared distances of the months from their middle', line.spread, 'months²'),
    figure(
      't',
      `Student’s t that one prediction in twenty exceeds, ${line.n - 2} degrees of freedom`,
      t,
      'none',
      'the 0.95 quantile, by the incomplete beta function',
    ),
  ];
}

/** The month at which a curve meets a level (`monthOfLevel`), over the ids of the fit. */
function crossingExpression(id: string, level: Worked, exponential: boolean, curve: Curve): string {
  const name = (part: string) => `${id}_${part}`;
  const [slope, spread] = [name('slope'), name('spread')];
  const y = `(${exponential ? `log(${level.expression})` : `(${level.expression})`} - ${name('mean')})`;
  if (curve === 'value') return `${name('mean_month')} + ${y} / ${slope}`;
  const k = `(${name('t')} * ${name('sd')})^2`;
  const many = `(1 + 1 / ${name('points')})`;
  const c = `(${y}^2 - ${k} * ${many})`;
  const root = `sqrt(${k} * (${slope}^2 * ${many} + ${c} / ${spread}))`;
  const u =
    curve === 'p95'
      ? `${c} / (${slope} * ${y} + ${root})`
      : `(${slope} * ${y} + ${root}) / (${slope}^2 - ${k} / ${spread})`;
  return `${name('mean_month')} + ${u}`;
}

import type { Figure } from '../../result/figure.ts';
import { type Curve, literal, type Worked } from '../demand.ts';
import type { FittedCurve } from './fit.ts';

/** A curve with the ids under which its coefficients stand among the figures. */
export interface NamedCurve {
  readonly fitted: FittedCurve;
  /** With what the ids of what all curves share begin: points, mean_month, spread, t. */
  readonly id: string;
  /** With what those of its own begin: mean, slope, sd. */
  readonly own: string;
}

/** The coefficients of a curve as figures; with `shared`, also what all curves through the points have in common. */
export function curveFigures(
  { fitted, id, own }: NamedCurve,
  quantity: string,
  unit: string,
  shared: boolean,
): readonly Figure[] {
  const { shape, line, t } = fitted;
  const scale = shape === 'linear' ? unit : `ln ${unit}`;
  const of = shape === 'linear' ? quantity : `the logarithm of ${quantity}`;
  const figure = (name: string, says: string, value: number, inUnit: string, note: string | null = null): Figure => {
    return { id: name, says, value, lower: null, upper: null, unit: inUnit, expression: null, basis: 'measured', note };
  };
  const degrees = `${line.n - 2} degrees of freedom`;
  return [
    ...(shared
      ? [
          figure(`${id}_points`, `points of the history of ${quantity}`, line.n, 'count'),
          figure(`${id}_mean_month`, 'the middle of their months, counted from now', line.meanX, 'months'),
          figure(
            `${id}_spread`,
            'sum of the squared distances of the months from their middle',
            line.spread,
            'months²',
          ),
          figure(
            `${id}_t`,
            `Student’s t that one prediction in twenty exceeds, ${degrees}`,
            t,
            'none',
            'its 0.95 quantile',
          ),
        ]
      : []),
    figure(`${own}_mean`, `mean of ${of}`, line.meanY, scale),
    figure(`${own}_slope`, `slope of ${of}, by least squares`, line.slope, `${scale} per month`),
    figure(`${own}_sd`, `standard deviation about the curve of ${of}`, line.residualSd, scale),
  ];
}

/** A month of a curve (`curveAt`), over the ids of its coefficients. */
export function curveExpression({ fitted, id, own }: NamedCurve, month: number, curve: Curve): string {
  const offset = `(${literal(month)} - ${id}_mean_month)`;
  const middle = `${own}_mean + ${own}_slope * ${offset}`;
  const reach = `${id}_t * ${own}_sd * sqrt(1 + 1 / ${id}_points + ${offset}^2 / ${id}_spread)`;
  const at = curve === 'value' ? middle : `${middle} ${curve === 'p05' ? '-' : '+'} ${reach}`;
  return fitted.shape === 'exponential' ? `exp(${at})` : `max(0, ${at})`;
}

/** The month at which a curve meets a level (`monthOfLevel`), over the same ids. */
export function crossingExpression({ fitted, id, own }: NamedCurve, level: Worked, curve: Curve): string {
  const [slope, spread] = [`${own}_slope`, `${id}_spread`];
  const y = `(${fitted.shape === 'exponential' ? 'log' : ''}(${level.expression}) - ${own}_mean)`;
  if (curve === 'value') return `${id}_mean_month + ${y} / ${slope}`;
  const k = `(${id}_t * ${own}_sd)^2`;
  const many = `(1 + 1 / ${id}_points)`;
  const c = `(${y}^2 - ${k} * ${many})`;
  const root = `sqrt(${k} * (${slope}^2 * ${many} + ${c} / ${spread}))`;
  const u =
    curve === 'p95'
      ? `${c} / (${slope} * ${y} + ${root})`
      : `(${slope} * ${y} + ${root}) / (${slope}^2 - ${k} / ${spread})`;
  return `${id}_mean_month + ${u}`;
}

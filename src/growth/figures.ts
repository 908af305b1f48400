import type { Figure } from '../result/figure.ts';
import { formatNumber } from '../units/format.ts';
import { CURVES, type Demand, literal } from './demand.ts';

/** The figures of a demand: its inputs, then each month of its growth table. Their ids begin with the demand's. */
export function demandFigures(demand: Demand): readonly Figure[] {
  return [
    ...demand.inputs,
    ...demand.points.flatMap(({ month }) => monthFigures(demand, month)),
    ...highestFigure(demand),
  ];
}

/** The most that was counted; of a demand that was counted so itself it is an input. */
function highestFigure({ highest, id, unit, quantity, inputs }: Demand): Figure[] {
  if (!highest || inputs.some((one) => one.id === highestId(id))) return [];
  const { value, expression, date } = highest;
  const says = `the most of ${quantity} in the last year, in ${unit}`;
  return [
    {
      id: highestId(id),
      says,
      value,
      lower: null,
      upper: null,
      unit,
      expression,
      basis: 'computed',
      note: `on ${date}`,
    },
  ];
}

/** The id of the most that was counted, by the id of its demand. */
function highestId(id: string): string {
  return `${id}_highest`;
}

/** The same by the id of what it is now. */
export function highestBeside(now: string): string {
  return highestId(now.replace(/_month_0$/, ''));
}

/**
 * A month's figure: `<id>_month_<m>`. Where the demand was estimated, the ends of its 90 % interval are figures of
 * their own, `…_p05` and `…_p95`, of which `lower` and `upper` are the values.
 */
export function monthFigures(demand: Demand, month: number): readonly Figure[] {
  const { quantity, unit, kind } = demand;
  const id = monthId(demand, month);
  const projected = demand.projectedFrom !== null && month > demand.projectedFrom;
  const estimated = kind === 'history';
  const [p05, , p95] = CURVES.map((curve) => demand.worked(month, curve).value);
  return CURVES.filter((curve) => estimated || curve === 'value').map((curve): Figure => {
    const middle = curve === 'value';
    const { value, expression } = demand.worked(month, curve);
    const when = month === 0 ? 'now' : `in ${formatNumber(month, 4)} ${month === 1 ? 'month' : 'months'}`;
    return {
      id: middle ? id : `${id}_${curve}`,
      says: `${quantity} ${when}${middle ? '' : curve === 'p95' ? ', exceeded by one in twenty' : ', undercut by one in twenty'}`,
      value,
      lower: estimated && middle ? p05! : null,
      upper: estimated && middle ? p95! : null,
      unit,
      expression,
      basis: projected ? 'projected' : 'computed',
      note: projected ? noteOf(demand) : null,
    };
  });
}

/** The id of a month's figure: `requests_month_6`; of month 7.5 `requests_month_7_5`. */
export function monthId({ id }: Demand, month: number): string {
  return `${id}_month_${String(month).replace(/[^0-9a-z]/g, '_')}`;
}

function noteOf({ kind, projectedFrom }: Demand): string {
  const end = formatNumber(projectedFrom, 3);
  return kind === 'history'
    ? `further ahead than the ${end} months that the history covers: look again as time goes by`
    : `beyond the last milestone${projectedFrom! > 0 ? `, in month ${end}` : ', which has passed'}: state another`;
}

/** A capacity with which demand is compared: the lower bound of an estimate, and the id of its figure. */
export interface CapacityLevel {
  readonly id: string;
  readonly value: number;
}

/** When demand meets a capacity, in months from now. */
export interface DemandCrossing {
  /**
   * When the p95 of demand reaches the capacity: the month to plan for. null: not within the horizon. 0: it already
   * has.
   */
  readonly month: number | null;
  /** When the expected demand reaches it. */
  readonly value: number | null;
  /** When even the p05 of demand does. */
  readonly p05: number | null;
  readonly horizon: number;
  /** The month lies beyond what was stated or measured. */
  readonly projected: boolean;
  /**
   * The three months as figures, `<id>_reaches_<capacity id>`, `…_value`, `…_p05`; without an interval, the first only.
   */
  readonly figures: readonly Figure[];
}

/**
 * When a demand reaches a capacity, of the same unit: by its p95 (the answer), its expected value and its p05. Hand in
 * the capacity's lower bound.
 */
export function crossing(demand: Demand, capacity: CapacityLevel): DemandCrossing {
  const { id, horizon, kind, projectedFrom, quantity } = demand;
  const level = { value: capacity.value, expression: capacity.id };
  const reached = (curve: (typeof CURVES)[number]) => {
    const found = demand.reaches(level, curve);
    return found && found.value <= horizon ? found : null;
  };
  const [p05, value, p95] = CURVES.map(reached) as [
    ReturnType<typeof reached>,
    ReturnType<typeof reached>,
    ReturnType<typeof reached>,
  ];
  const projected = p95 !== null && projectedFrom !== null && p95.value > projectedFrom;
  const figure = (found: typeof p95, ending: string, says: string): Figure => ({
    id: `${id}_reaches_${capacity.id}${ending}`,
    says,
    value: found?.value ?? null,
    lower: null,
    upper: null,
    unit: 'months',
    expression: found?.expression ?? null,
    basis: found && projectedFrom !== null && found.value > projectedFrom ? 'projected' : 'computed',
    note: found ? (found.value === 0 ? 'it already does' : null) : `not within ${literal(horizon)} months`,
  });
  const of = `reaches the capacity`;
  const ends = [
    figure(value, '_value', `month in which the expected ${quantity} ${of}`),
    figure(p05, '_p05', `month in which ${quantity} ${of} even where it grows slowly (p05)`),
  ];
  return {
    month: p95?.value ?? null,
    value: value?.value ?? null,
    p05: p05?.value ?? null,
    horizon,
    projected,
    figures: [
      figure(p95, '', `month in which ${quantity} ${of}${kind === 'history' ? ' (p95 of demand)' : ''}`),
      ...(kind === 'history' ? ends : []),
    ],
  };
}

import { secondsCounted } from '../config/growth/names.ts';
import type { Figure } from '../result/figure.ts';
import { type Demand, literal, scaled } from './demand.ts';

/** The highest rate over the mean of a day that is assumed where nobody said: a working day in one time zone. */
export const ASSUMED_PEAK = 3;

/** What is counted by so many seconds at most is a rate: its peaks are in it already. */
const A_RATE = 60;

/** Whether requests of this name are counted by so long a time that a `peak` lies above their mean. */
export function hidesPeak(quantity: string): boolean {
  return (secondsCounted(quantity) ?? 0) > A_RATE;
}

/**
 * Requests counted by a time as the highest rate they make, in requests/s: mean × peak / seconds. A demand in
 * requests/s is returned as it is, one in requests/min without a peak is divided by 60. `peak` null: nobody said,
 * `ASSUMED_PEAK` is assumed and the caveats say so.
 */
export function peakRate(demand: Demand, peak: number | null): Demand {
  const seconds = secondsCounted(demand.quantity);
  if (seconds === undefined) return demand;
  const to = { id: `${demand.id}_rate`, unit: 'requests/s', over: { value: seconds, expression: literal(seconds) } };
  if (peak === null && !hidesPeak(demand.quantity))
    return scaled(demand, { ...to, times: { value: 1, expression: '1' } });
  const ratio = peak ?? ASSUMED_PEAK;
  const highest: Figure = {
    id: `${demand.id}_peak`,
    says: `highest rate of ${demand.quantity} over the mean`,
    value: ratio,
    lower: null,
    upper: null,
    unit: 'factor',
    expression: null,
    basis: peak === null ? 'assumed' : 'stated',
    note: peak === null ? 'nobody said: compare the busiest minutes with the mean of the whole, and give --peak' : null,
  };
  const assumed = `that the highest rate is ${ASSUMED_PEAK} times the mean is an assumption: measure it and give --peak`;
  const raised = {
    ...demand,
    inputs: [...demand.inputs, highest],
    basis: `${demand.basis}; as a rate, ${ratio} times the mean`,
    caveats: peak === null ? [...demand.caveats, assumed] : demand.caveats,
  };
  return scaled(raised, { ...to, times: { value: ratio, expression: highest.id } });
}

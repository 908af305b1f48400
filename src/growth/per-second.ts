import { secondsCounted } from '../config/growth-names.ts';
import type { Figure } from '../result/figure.ts';
import { type Demand, demandOf, literal } from './demand.ts';

/** The highest rate over the mean of a day that is assumed where nobody said: a working day in one time zone. */
export const ASSUMED_PEAK = 3;

/**
 * Requests counted by hour, day or month as the highest rate they make, in requests/s: mean × peak / seconds. A demand in
 * requests/s is returned as it is. `peak` null: nobody said, `ASSUMED_PEAK` is assumed and the caveats say so.
 */
export function peakRate(demand: Demand, peak: number | null): Demand {
  const seconds = secondsCounted(demand.quantity);
  if (seconds === undefined) return demand;
  const over: Figure = {
    id: `${demand.id}_peak`,
    says: `highest rate of ${demand.quantity} over the mean`,
    value: peak ?? ASSUMED_PEAK,
    lower: null,
    upper: null,
    unit: 'ratio',
    expression: null,
    basis: peak === null ? 'assumed' : 'stated',
    note: peak === null ? 'nobody said: compare the busiest minutes with the mean of the whole, and give --peak' : null,
  };
  const ratio = peak ?? ASSUMED_PEAK;
  const back = { value: seconds / ratio, expression: `${literal(seconds)} / ${over.id}` };
  const assumed = `that the highest rate is ${ASSUMED_PEAK} times the mean is an assumption: measure it and give --peak`;
  return demandOf({
    ...demand,
    unit: 'requests/s',
    id: `${demand.id}_rate`,
    inputs: [...demand.inputs, over],
    basis: `${demand.basis}; as a rate, ${ratio} times the mean`,
    caveats: peak === null ? [...demand.caveats, assumed] : demand.caveats,
    worked: (month, curve) => {
      const { value, expression } = demand.worked(month, curve);
      return { value: (value * ratio) / seconds, expression: `(${expression}) * ${over.id} / ${literal(seconds)}` };
    },
    reaches: (level, curve) =>
      demand.reaches(
        { value: level.value * back.value, expression: `(${level.expression}) * ${back.expression}` },
        curve,
      ),
  });
}

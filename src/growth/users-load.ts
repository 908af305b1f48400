import type { Figure } from '../result/figure.ts';
import { formatRate } from '../units/format.ts';
import { type Demand, scaled } from './demand.ts';

type Known = Figure & { readonly value: number };

/** The load of a tier, in requests/s, and its users; null where there is no tier. */
interface TierLoad {
  readonly requests: Known | null;
  readonly users: Known | null;
}

/**
 * The requests that growing users send, where nobody said how requests grow: each as many as a user of the tier. null: there is no
 * tier, or it states no users.
 */
export function requestsOf(demand: Demand, { requests, users }: TierLoad): Demand | null {
  if (!requests || !users || !(users.value > 0) || !(requests.value > 0)) return null;
  const each = requests.value / users.value;
  const inputs = [requests, users].filter(({ id }) => demand.inputs.every((input) => input.id !== id));
  return scaled(
    {
      ...demand,
      quantity: 'requests',
      inputs: [...demand.inputs, ...inputs],
      basis: `requests: as many for each of the users as the tier states, ${formatRate(each)}; ${demand.basis}`,
    },
    {
      id: `${demand.id}_load`,
      unit: 'requests/s',
      times: { value: requests.value, expression: requests.id },
      over: { value: users.value, expression: users.id },
    },
  );
}

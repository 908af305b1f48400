import type { Figure } from '../result/figure.ts';
import { formatRate } from '../units/format.ts';
import { type Demand, scaled, type Worked } from './demand.ts';

type Known = Figure & { readonly value: number };

/** The load of a tier, in requests/s, and its users; null where there is no tier. */
interface TierLoad {
  readonly requests: Known | null;
  readonly users: Known | null;
  /** What one user sends by the think time, in requests/s; null: it is not known. */
  readonly each: Known | null;
}

/**
 * The requests that growing users send: each of them what a user sends by the think time, else as many as a user of the
 * tier. null: there is no tier, or it states no users.
 */
export function requestsOf(demand: Demand, { requests, users, each }: TierLoad): Demand | null {
  if (!requests || !users) return null;
  if (each && each.value > 0) {
    const says = `by the think time, ${formatRate(each.value)} for each of the users`;
    return sentBy(demand, { says, known: [each], times: termOf(each), over: { value: 1, expression: '1' } });
  }
  if (!(users.value > 0) || !(requests.value > 0)) return null;
  const says = `as many for each of the users as the tier states, ${formatRate(requests.value / users.value)}`;
  return sentBy(demand, { says, known: [requests, users], times: termOf(requests), over: termOf(users) });
}

interface Sending {
  readonly says: string;
  readonly known: readonly Known[];
  readonly times: Worked;
  readonly over: Worked;
}

function sentBy(demand: Demand, { says, known, times, over }: Sending): Demand {
  const inputs = known.filter(({ id }) => demand.inputs.every((input) => input.id !== id));
  return scaled(
    {
      ...demand,
      quantity: 'requests',
      inputs: [...demand.inputs, ...inputs],
      basis: `requests: ${says}; ${demand.basis}`,
    },
    { id: `${demand.id}_load`, unit: 'requests/s', times, over },
  );
}

function termOf({ id, value }: Known): Worked {
  return { value, expression: id };
}

import { exponential, lognormal, type Server } from './servers.ts';

const p95 = { quantile: 0.95 } as const;

/**
 * Servers that no constant of the search was chosen on, but for the last, which the replay's tests against stalls were
 * written for. Truths: simulated, 1.2·10⁷ requests about the crossing, good to some 0.3 %.
 */
export const UNSEEN_SERVERS: readonly Server[] = [
  {
    ...p95,
    name: 'Erlang-2, 4 slots',
    slots: 4,
    service: (chance) => 0.004 * (chance.exponential() + chance.exponential()),
    limit: 0.04,
    truth: 433.47,
  },
  {
    ...p95,
    name: 'Pareto 2.2, 4 slots',
    slots: 4,
    service: (chance) => ((0.008 * 1.2) / 2.2) * chance.uniform() ** (-1 / 2.2),
    limit: 0.06,
    truth: 435.77,
  },
  {
    ...p95,
    name: 'two points, 3 slots',
    slots: 3,
    service: (chance) => (chance.uniform() < 0.1 ? 0.044 : 0.004),
    limit: 0.1,
    truth: 325.66,
  },
  { ...p95, name: 'lognormal 1.5, 8 slots', slots: 8, service: lognormal(0.02, 1.5), limit: 0.12, truth: 349.85 },
  { ...p95, name: 'PS, 8 cores', slots: 8, service: exponential(0.02), sharing: true, limit: 0.12, truth: 357.32 },
  {
    ...p95,
    name: 'front, then cv 2, 6 slots',
    slots: 6,
    service: lognormal(0.02, 2),
    front: 0.002,
    limit: 0.12,
    truth: 231.03,
  },
  {
    ...p95,
    name: 'stalls of 200 ms every 10 s',
    slots: 4,
    service: exponential(0.008),
    pauses: { period: 10, length: 0.2 },
    limit: 0.1,
    truth: 378.54,
  },
];

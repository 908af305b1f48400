import type { Objective } from './objective.ts';

const base = {
  source: 'default',
  unit: 'ratio',
  critical: null,
  over: null,
  for: null,
  allow: 0.05,
  scenarios: null,
  required: false,
} as const;

/** What a run is judged by when nobody configured an objective, beside what is judged anyway: k6's own notion of failure. */
export function fallbackObjectives(judged: readonly Objective[]): Objective[] {
  return OF_K6.filter(({ name }) => !judged.some((other) => other.name === name));
}

const OF_K6: readonly Objective[] = [
  {
    ...base,
    name: 'failed requests',
    measure: { kind: 'stat', metric: 'http_req_failed', where: {}, stat: 'rate' },
    target: { op: '<', value: 0.01 },
  },
  {
    ...base,
    name: 'checks',
    measure: { kind: 'stat', metric: 'checks', where: {}, stat: 'rate' },
    target: { op: '>', value: 0.99 },
  },
];

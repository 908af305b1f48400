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

/** What a run is judged by when nobody configured an objective: k6's own notion of failure. */
export function fallbackObjectives(): Objective[] {
  return [
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
}

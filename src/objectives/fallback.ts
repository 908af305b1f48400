import { type Objective, objectiveOf, statOf } from './objective.ts';

/**
 * What a run is judged by when nobody configured an objective that can fail it, beside what is judged anyway: k6's own
 * notion of failure.
 */
export function fallbackObjectives(judged: readonly Objective[]): Objective[] {
  return OF_K6.filter(({ name }) => !judged.some((other) => other.name === name));
}

const OF_K6: readonly Objective[] = [
  objectiveOf({
    name: 'failed requests',
    source: 'default',
    measure: statOf('http_req_failed', 'rate'),
    unit: 'ratio',
    target: { op: '<', value: 0.01 },
    required: false,
  }),
  objectiveOf({
    name: 'checks',
    source: 'default',
    measure: statOf('checks', 'rate'),
    unit: 'ratio',
    target: { op: '>', value: 0.99 },
    required: false,
  }),
];

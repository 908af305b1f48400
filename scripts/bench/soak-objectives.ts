import type { Objective } from '../../src/objectives/objective.ts';
import { parseObjectiveFlag } from '../../src/objectives/written/flag.ts';

/** The endpoints of the soak: name, method, mean time the service takes (s). */
export const ENDPOINTS = [
  ['/sessions', 'POST', 0.06],
  ['/search', 'GET', 0.12],
  ['/records', 'POST', 0.045],
  ['/records/{id}', 'GET', 0.02],
  ['/users', 'GET', 0.035],
] as const;

/** What such a run is judged by: latency as a whole and by endpoint, errors, checks, and an alert over windows. */
export function objectives(): Objective[] {
  const latency = parseObjectiveFlag('request_time p95 < 300ms');
  return [
    latency,
    { ...latency, name: 'p95 alert', over: 30, for: 120 },
    ...ENDPOINTS.map(([name]) => parseObjectiveFlag(`request_time{name:${name}} p95 < 400ms`)),
    parseObjectiveFlag('http_req_failed rate < 1%'),
    parseObjectiveFlag('checks rate > 98%'),
  ];
}

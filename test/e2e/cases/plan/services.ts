import { CONFIG, type PlanCase } from './case.ts';

const CI = `name: ci
sessions: 4
rate: 15
scenarios:
  load: { duration: 25s, ramp: 2s }
`;
const LOAD = ['run', 'load', '--tier', 'ci', '--format', 'json'];
const CI_TIER = { 'tiers/ci.yaml': CI };
const JOURNEY = 'scenarios/journeys/main.ts';

/** A project that `loadkit init` made around a service that misleads. */
export const SERVICES: readonly PlanCase[] = [
  {
    is: 'every page leads to a sign-in page that answers 200: told in the terminal',
    service: 'login',
    files: CI_TIER,
    typed: LOAD,
    code: 0,
    says: [/answers that only pointed elsewhere \(to a login page\?\) counted as successes: \d+ of \d+ of GET \//],
  },
  {
    is: 'GraphQL errors with status 200: the check that the journey of `init` proposes sees them',
    service: 'graphql',
    files: {
      ...CI_TIER,
      [JOURNEY]: (text) => text.replace("// check(response, { 'no errors'", "check(response, { 'no errors'"),
    },
    typed: LOAD,
    code: 3,
    headline: /^✗ Misses its objectives at the ci tier: checks is /,
  },
  {
    is: 'a stream of events: what is waited for ends with the headers',
    service: 'stream',
    files: CI_TIER,
    typed: [...LOAD, '--objective', 'http_req_waiting p95 < 100ms', '--objective', 'request_time p95 < 400ms'],
    code: 3,
    says: [/met http_req_waiting p95 /, /critical request_time p95 < 400ms [4-9]\d\d ms/],
  },
  {
    is: 'a rate limit in front: in the headline, also where nothing is missed',
    service: 'limited',
    files: {
      ...CI_TIER,
      [CONFIG]: (text) => text.replace(/objectives:\n[\s\S]*/, LENIENT),
    },
    typed: LOAD,
    code: 0,
    headline:
      /^✓ Meets its objectives at the ci tier, but the target limited the rate: \d\d(\.\d)? % of requests got status 429 /,
  },
  {
    is: 'p99.9 in a short run: `check` says beforehand that it cannot be judged',
    service: 'login',
    files: {
      ...CI_TIER,
      [CONFIG]: (text) => `${text}  - { name: p99.9, metric: request_time, stat: p99.9, target: "< 1s" }\n`,
    },
    typed: ['check', 'load', '--tier', 'ci'],
    code: 0,
    says: [/p99\.9 cannot be judged in this run: p99\.9 needs 2,995 samples, and about \d+ are planned/],
  },
];

/** Objectives that a status 429 breaks none of. */
const LENIENT = `objectives:
  - { name: latency, metric: http_req_duration, stat: p95, target: "< 500ms" }
  - { name: server errors, bad: { status: 5xx }, of: http_reqs, target: "< 1%" }
`;

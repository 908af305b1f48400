/** The files that `loadkit init` writes; each says beside every decision why it is so. */

export function serviceConfig(target: URL): string {
  const base = target.href.replace(/\/$/, '');
  return `# loadkit.config.yaml: the service under test, and what it promises.
# yaml-language-server: $schema=./node_modules/loadkit/dist/schema/loadkit.config.schema.json

# Where the service answers; \`--target URL\` wins.
target: ${base}

safety:
  # Hosts that may receive load. Loopback always may; anything else must be listed here.
  allow: [${isLoopback(target) ? '' : target.hostname}]
  # Requests per second that no run may send; where it would, it is refused, or stopped.
  # maxRate: 500
  # A run is stopped once so many requests failed for so long (this is the default); false: never.
  # stopWhen: { errors: ">= 90%", for: 60s }

objectives:
  # What users feel: 95 of 100 successful requests are answered within the target; beyond critical is an incident.
  # Of one endpoint alone, by the name that the journey gives it: add where: { name: "/search" }
  - name: response time
    metric: request_time
    stat: p95
    target: "< 500ms"
    critical: "> 1s"
  # What they get: every response below 400 (or one that the script expects) counts as good.
  - name: availability
    good: { expected_response: "true" }
    of: http_reqs
    target: "> 99.9%"
    critical: "< 99%"
  # Whether it is the right answer: the checks of the journey.
  - name: checks
    metric: checks
    stat: rate
    target: "> 99%"
`;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
}

export function journey(target: URL): string {
  return `import { check } from 'k6';
import http from 'k6/http';
import { target, think } from 'loadkit/k6';

// How many requests one iteration makes: with it loadkit turns the tier's requests/s into iterations/s.
export const requests = 1;

// What one user does, again and again.
export default function main() {
  // The name groups all requests of this endpoint in the reports, whatever their URL.
  const response = http.get(\`\${target}${target.pathname === '/' ? '/' : ''}\`, { tags: { name: '${quoted(target.pathname)}' } });
  check(response, { 'status is 200': (r) => r.status === 200 });
  // GraphQL, and many an API, answer with status 200 where something failed. Then look into what was answered, too:
  // check(response, { 'no errors': (r) => !r.json('errors') });
  // A second endpoint is one more request, with a name of its own, and \`requests = 2\` above:
  // const found = http.get(\`\${target}/search?q=a\`, { tags: { name: '/search' } });
  // check(found, { 'search answers': (r) => r.status === 200 });
  // Where you write something and read it again, import readBack from loadkit/k6 too. Nothing may be lost or mixed up
  // under load: that is the objective \`integrity\`, which stress, spike, soak and breakpoint judge by themselves.
  // readBack('order', written, read);
  // A person reads before the next click: 0.5 to 1.5 s.
  think(1);
}
`;
}

/** A path may hold what ends a string, or begins an expression in one. */
function quoted(text: string): string {
  return text.replaceAll(/['\\]/g, '\\$&');
}

/** A scenario for a profile: all that differs is the name of its profile. */
export function scenario(profile: string): string {
  return `import { profile } from 'loadkit/k6';
export const options = profile('${profile}'); // the plan for the tier of this run
export { default } from './journeys/main.ts';
`;
}

/** Tiers to begin with, and the load that stands in them until somebody who knows better writes another. */
export const TIERS = [
  { name: 'small', sessions: 10, rate: 50 },
  { name: 'medium', sessions: 50, rate: 200 },
  { name: 'large', sessions: 200, rate: 500 },
  { name: 'enterprise', sessions: 500, rate: 1000 },
] as const;

export function tier({ name, sessions, rate }: (typeof TIERS)[number]): string {
  return `# tiers/${name}.yaml: a size of your deployment, and the load it is to carry. \`--tier ${name}\` picks it.
# The figures are examples: put in what you expect of it, and delete the tiers that you do not have.
name: ${name}
sessions: ${sessions} # users at the same time: baseline and soak run with so many
rate: ${rate} # requests per second of all users together: load, stress, spike and breakpoint go by it

# Scenarios of this tier that are to be shorter, longer or higher (node_modules/loadkit/docs/scenarios.md), such as:
# scenarios:
#   stress: { hold: 1m }
#   soak: { duration: 1h }

# \`loadkit plan\` also reads what the deployment is made of: node_modules/loadkit/docs/plan.md.
`;
}

export const TSCONFIG = `{
  // For completion in the editor and for \`loadkit check\`: npm i -D typescript @types/k6
  "compilerOptions": {
    "target": "ES2022",
    "module": "ESNext",
    "moduleResolution": "Bundler",
    "allowImportingTsExtensions": true,
    "noEmit": true,
    "strict": true,
    "skipLibCheck": true,
    "types": ["k6"]
  },
  "include": ["scenarios"]
}
`;

export const GITIGNORE = `node_modules/
# Run folders: records and reports.
reports/
# Secrets handed to scenarios by name (\`env:\` in loadkit.config.yaml).
.env
`;

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

objectives:
  # What users feel: 95 of 100 successful requests are answered within the target; beyond critical is an incident.
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

// How many requests an iteration makes: loadkit turns the tier's requests/s into iterations/s with it.
export const requests = 1;

// What one user does, again and again.
export default function main() {
  // The name groups all requests of this endpoint in the reports, whatever their URL.
  const response = http.get(\`\${target}${target.pathname === '/' ? '/' : ''}\`, { tags: { name: '${target.pathname.replaceAll("'", '%27')}' } });
  check(response, { 'status is 200': (r) => r.status === 200 });
  // A person reads before the next click: 0.5 to 1.5 s.
  think(1);
}
`;
}

/** A scenario for a profile: all that differs is the name of its profile. */
export function scenario(profile: string): string {
  return `import { profile } from 'loadkit/k6';
export const options = profile('${profile}'); // the plan for the tier of this run
export { default } from './journeys/main.ts';
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

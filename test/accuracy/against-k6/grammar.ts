import { ACTIONS, METRICS } from './actions.ts';
import { drawOf } from './draw.ts';
import { drawScenario } from './executors.ts';
import { drawThresholds } from './thresholds.ts';

export interface Script {
  readonly seed: number;
  readonly text: string;
  /** How it ends, where not by coming to its end. */
  readonly ending: string;
}

/** What ends a script, or surrounds its iterations. */
const ENDINGS: Readonly<Record<string, { readonly body?: string; readonly more?: string }>> = {
  'test.fail': { body: 'if (exec.scenario.iterationInTest === 2) exec.test.fail("found wanting");' },
  'test.abort': { body: 'if (exec.scenario.iterationInTest === 3) exec.test.abort("enough");' },
  'setup aborts': { more: 'export function setup() { http.get(base + "/get"); exec.test.abort("not ready"); }' },
  'setup throws': { more: 'export function setup() { http.get(base + "/get"); throw new Error("no token"); }' },
  'setup hands over': {
    more: 'export function setup() { http.get(base + "/get"); return { token: "t" }; }\nexport function teardown() { http.get(base + "/get"); }',
  },
  'teardown throws': {
    more: 'export function teardown() { http.get(base + "/get"); throw new Error("no way back"); }',
  },
  'handleSummary throws': { more: 'export function handleSummary() { throw new Error("no summary"); }' },
  handleSummary: { more: 'export function handleSummary() { return { stdout: "a summary\\n" }; }' },
};

/**
 * A script of k6 drawn from a grammar of executors, thresholds, tags, failures and endings. Each runs for 1 to 4
 * seconds.
 */
export function drawScript(seed: number): Script {
  const draw = drawOf(seed);
  const names = draw.some(['browse', 'buy', 'search'], 1, draw.chance(0.6) ? 1 : 3);
  const ending = draw.chance(0.35) ? draw.one(Object.keys(ENDINGS)) : '';
  const scenarios = names.map((name) => drawScenario(draw, name));
  const actions = names.map((_, index) =>
    draw.some(ACTIONS, 1, 3).filter(({ endless }) => !endless || scenarios[index]!.ends),
  );
  const functions = names.map((name, index) => {
    const first = index === 0 ? (ENDINGS[ending]?.body ?? '') : '';
    // First, so that an iteration that throws at once does not begin a thousand times a second.
    const lines = ['sleep(0.05);', first, ...actions[index]!.map(({ text }) => text)].filter(Boolean);
    return `export async function ${name}() {\n${lines.map((line) => `  ${line}`).join('\n')}\n}`;
  });
  const used = new Set(actions.flat().flatMap(({ tags = [] }) => tags));
  const options = {
    scenarios: Object.fromEntries(scenarios.map(({ name, options }) => [name, options])),
    thresholds: drawThresholds(draw, names, [...used]),
    ...(draw.chance(0.2) ? { tags: { team: 'shop' } } : {}),
    ...(draw.chance(0.1) ? { noConnectionReuse: true } : {}),
    ...(draw.chance(0.1) ? { discardResponseBodies: true } : {}),
  };
  const text = `import http from 'k6/http';
import ws from 'k6/ws';
import exec from 'k6/execution';
import { check, group, sleep } from 'k6';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
const base = 'http://127.0.0.1:8341';
${METRICS}
export const options = ${JSON.stringify(options, null, 2)};
${functions.join('\n')}
${ENDINGS[ending]?.more ?? ''}
`;
  return { seed, text, ending };
}

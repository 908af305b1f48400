import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, bareK6 } from './bench.ts';
import { type Finding, ratios } from './finding.ts';
import { type Loopback, startLoopback } from './loopback.ts';
import { type Command, start, watch } from './processes.ts';

const LONGEST = 60;
/** Most that loadkit may add before k6's first request, in ms: its own start, configuration, bundle, plan. */
const MOST_ADDED = 500;

/**
 * How long it takes until something happens: `--help`, and k6's first request, beside what node and k6 need themselves.
 */
export async function firstRequest(bench: Bench): Promise<Finding[]> {
  const server = await startLoopback();
  try {
    const project = join(bench.folder, 'project');
    mkdirSync(project);
    const script = join(project, 'one-request.js');
    writeFileSync(script, `import http from 'k6/http';\nexport default function () { http.get('${server.url}/'); }\n`);
    const run = (...args: string[]) => loadkit(bench, project, 'run', ...args);
    const smoke = run('smoke', '--tier', 'small', '--target', server.url);
    await toFirstRequest(smoke, server);
    const bundle = join(project, 'reports', readdirSync(join(project, 'reports'))[0]!, 'scenario.js');
    return [
      ...(await help(bench, project)),
      ...(await against(bench, server, 'a plain script', run(script), bareK6(bench.engine, project, script))),
      ...(await against(bench, server, 'the smoke profile', smoke, bareK6(bench.engine, project, bundle))),
    ];
  } finally {
    await server.close();
  }
}

function loadkit(bench: Bench, cwd: string, ...args: string[]): Command {
  return { file: process.execPath, args: [bench.loadkit, ...args], cwd };
}

async function help(bench: Bench, cwd: string): Promise<Finding[]> {
  const ms = async (command: Command) => (await watch(command, LONGEST)).seconds * 1000;
  const [own, node]: [number[], number[]] = [[], []];
  // These are short: many cost little, and scatter much.
  for (let i = 0; i < 3 * bench.pairs; i++) {
    own.push(await ms(loadkit(bench, cwd, '--help')));
    node.push(await ms({ file: process.execPath, args: ['-e', '0'], cwd }));
  }
  bench.say('start: --help measured');
  return [
    { measure: 'loadkit --help', unit: 'ms', samples: own, bar: { op: '<=', value: 150 } },
    { measure: 'yardstick: node -e 0', unit: 'ms', samples: node },
    { measure: 'loadkit --help / node -e 0', unit: 'ratio', samples: ratios(own, node) },
  ];
}

async function against(bench: Bench, server: Loopback, what: string, ours: Command, bare: Command): Promise<Finding[]> {
  const [own, k6]: [number[], number[]] = [[], []];
  for (let i = 0; i < bench.pairs; i++) {
    own.push(await toFirstRequest(ours, server));
    k6.push(await toFirstRequest(bare, server));
    bench.say(
      `start ${i + 1}/${bench.pairs} ${what}: ${own.at(-1)!.toFixed(0)} ms, bare k6 ${k6.at(-1)!.toFixed(0)} ms`,
    );
  }
  return [
    { measure: `first request of ${what}, bare k6`, unit: 'ms', samples: k6 },
    {
      measure: `first request of ${what}, loadkit run − bare k6`,
      unit: 'ms',
      samples: own.map((ms, i) => ms - k6[i]!),
      bar: { op: '<=', value: MOST_ADDED },
    },
  ];
}

/** Milliseconds from the start of a command to the first request of k6, which then is stopped. */
async function toFirstRequest(command: Command, server: Loopback): Promise<number> {
  let first: number | undefined;
  const at = performance.now();
  const started = start(command);
  server.listen(() => {
    if (first !== undefined) return;
    first = performance.now() - at;
    started.interrupt();
  });
  const { code, said } = await started.end(LONGEST);
  if (first === undefined) throw new Error(`${command.file} sent no request (exit ${code}):\n${said}`);
  return first;
}

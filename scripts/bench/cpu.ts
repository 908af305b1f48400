import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, bareK6 } from './bench.ts';
import { type Finding, ratios } from './finding.ts';
import { type Loopback, startLoopback } from './loopback.ts';
import { type Command, start, treeCpu } from './processes.ts';

const SECONDS = 8;
const USERS = 10;
const LONGEST = 60;

/** As much as k6 can send with a few users, to five endpoints; the server is told when the load begins and ends. */
function script(url: string): string {
  return `import http from 'k6/http';
import { check } from 'k6';
export const options = { vus: ${USERS}, duration: '${SECONDS}s', setupTimeout: '10s' };
const names = ['/sessions', '/search', '/records', '/records/{id}', '/users'];
export function setup() { http.get('${url}/begin'); }
export default function () {
  const name = names[__ITER % names.length];
  check(http.get('${url}/item/' + (__ITER % 100), { tags: { name } }), { answered: (r) => r.status === 200 });
}
export function teardown() { http.get('${url}/end'); }
`;
}

interface Variant {
  readonly name: string;
  readonly command: Command;
  /** Bars of CPU per request against the bare k6, if it has any. */
  readonly most?: number;
}

function variantsOf({ engine, loadkit, folder, k6 }: Bench, file: string): [Variant, ...Variant[]] {
  const k6With = (...flags: string[]) => bareK6(engine, folder, file, ...flags);
  const runs = ['--out', join(folder, 'runs'), '--format', 'json'];
  return [
    { name: 'bare k6', command: bareK6(engine, folder, file) },
    { name: 'engine', command: { ...k6With('--out', 'loadkit=x'), frames: true }, most: 1.05 },
    {
      name: 'engine + loadkit',
      command: { file: process.execPath, args: [loadkit, 'run', file, ...runs], cwd: folder },
      most: 1.1,
    },
    { name: '--out csv', command: k6With('--out', 'csv=/dev/null') },
    { name: '--out json', command: k6With('--out', 'json=/dev/null') },
    ...(k6 ? [{ name: 'other k6', command: bareK6(k6, folder, file) }] : []),
  ];
}

interface Load {
  /** CPU seconds per request of the whole process tree, and requests per second, both while the load lasts. */
  readonly cpu: number;
  readonly rate: number;
}

/** CPU per request at saturation: bare k6, the engine, loadkit around it, and k6's own outputs, in turn. */
export async function cpu(bench: Bench): Promise<Finding[]> {
  const server = await startLoopback();
  const file = join(bench.folder, 'saturate.js');
  writeFileSync(file, script(server.url));
  mkdirSync(join(bench.folder, 'runs'), { recursive: true });
  const variants = variantsOf(bench, file);
  const loads = new Map<string, Load[]>(variants.map(({ name }) => [name, []]));
  try {
    for (let round = 0; round < bench.pairs; round++) {
      // Every round begins with another one, so that a machine that slows down does not always slow the same.
      for (let i = 0; i < variants.length; i++) {
        const { name, command } = variants[(i + round) % variants.length]!;
        const load = await loadOf(command, server);
        loads.get(name)!.push(load);
        const [perRequest, rate] = [(load.cpu * 1e6).toFixed(1), load.rate.toFixed(0)];
        bench.say(`cpu ${round + 1}/${bench.pairs} ${name}: ${perRequest} µs a request, ${rate} requests/s`);
      }
      rmSync(join(bench.folder, 'runs'), { recursive: true });
    }
  } finally {
    await server.close();
  }
  return findingsOf(variants, loads);
}

async function loadOf(command: Command, server: Loopback): Promise<Load> {
  const started = start(command);
  const marks = new Map<string, { cpu: number; requests: number; at: number }>();
  server.listen((path) => {
    if (path !== '/begin' && path !== '/end') return;
    marks.set(path, { cpu: treeCpu(started.pid), requests: server.requests(), at: performance.now() });
  });
  const { code, said } = await started.end(LONGEST);
  const [begin, end] = [marks.get('/begin'), marks.get('/end')];
  if (!begin || !end) throw new Error(`${command.file} did not load the server (exit ${code}):\n${said}`);
  const requests = end.requests - begin.requests - 1; // the last is /end itself
  return { cpu: (end.cpu - begin.cpu) / requests, rate: requests / ((end.at - begin.at) / 1000) };
}

function findingsOf([bare, ...others]: [Variant, ...Variant[]], loads: ReadonlyMap<string, Load[]>): Finding[] {
  const of = (name: string, pick: (load: Load) => number) => loads.get(name)!.map(pick);
  const cpuOf = (name: string) => of(name, (load) => load.cpu);
  const rateOf = (name: string) => of(name, (load) => load.rate);
  return [
    { measure: 'CPU per request, bare k6', unit: 'µs', samples: cpuOf(bare.name).map((s) => s * 1e6) },
    { measure: 'throughput of bare k6, requests/s', unit: 'none', samples: rateOf(bare.name) },
    ...others.map(
      ({ name, most }): Finding => ({
        measure: `CPU per request, ${name} / bare k6`,
        unit: 'ratio',
        samples: ratios(cpuOf(name), cpuOf(bare.name)),
        ...(most ? { bar: { op: '<=', value: most } } : {}),
      }),
    ),
    ...others.map(
      ({ name, most }): Finding => ({
        measure: `throughput, ${name} / bare k6`,
        unit: 'ratio',
        samples: ratios(rateOf(name), rateOf(bare.name)),
        ...(most ? { bar: { op: '>=', value: 0.95 } } : {}),
      }),
    ),
  ];
}

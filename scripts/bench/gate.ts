import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../src/result/result.ts';
import { normalQuantile } from '../../src/stats/distributions/binomial.ts';
import { drawUniform } from '../../src/stats/distributions/uniform.ts';
import { FILES } from '../../src/store/runs.ts';
import type { Bench } from './bench.ts';
import { type Finding, ratios } from './finding.ts';
import { type Command, start, treeCpu, watch } from './processes.ts';
import { writeSoak } from './soak.ts';

const SCENARIOS = ['load', 'baseline', 'stress', 'spike'];
const TIERS = ['small', 'medium'];
/** Runs of each leg: those that are judged, those of its baseline, and earlier ones. */
const [REPEATS, BASELINE, EARLIER] = [5, 10, 60];
const SEED = 20261130;
const LONGEST = 120;
const SAMPLE_MS = 20;
/** Seconds of CPU that a gate of so many legs may take … */
const MOST = 2;
/** … and by the clock so many starts of node, of which one takes 25 ms on an idle machine. */
const MOST_STARTS = 80;
/** What runs of one version differ by. */
const SCATTER = 0.02;
const DAY = 86_400_000;

/** `loadkit gate --from`: 4 scenarios at 2 tiers, 40 runs against baselines of 10 with 480 earlier ones beside them. */
export async function gate(bench: Bench): Promise<Finding[]> {
  const cwd = join(bench.folder, 'gate');
  await makeProject(bench, cwd);
  const judging = loadkit(bench, cwd, 'gate', 'all.yaml', '--from', 'judged', '--out', 'reports');
  const node = { file: process.execPath, args: ['-e', '0'], cwd };
  const all: { readonly clock: number; readonly cpu: number; readonly node: number }[] = [];
  for (let round = 0; round < bench.pairs; round++) {
    const yardstick = (await watch(node, LONGEST)).seconds;
    all.push({ ...(await judge(judging)), node: yardstick });
    bench.say(
      `gate ${round + 1}/${bench.pairs}: ${all.at(-1)!.cpu.toFixed(2)} s of CPU, ${all.at(-1)!.clock.toFixed(2)} s`,
    );
  }
  const clock = all.map((one) => one.clock);
  const starts = all.map((one) => one.node);
  const atMost = (value: number) => ({ op: '<=', value }) as const;
  return [
    { measure: 'gate of 4 × 2 legs, 40 runs: CPU', unit: 's', samples: all.map(({ cpu }) => cpu), bar: atMost(MOST) },
    { measure: 'the same by the clock', unit: 's', samples: clock },
    { measure: 'yardstick: node -e 0', unit: 's', samples: starts },
    { measure: 'gate / node -e 0', unit: 'ratio', samples: ratios(clock, starts), bar: atMost(MOST_STARTS) },
  ];
}

function loadkit(bench: Bench, cwd: string, ...args: string[]): Command {
  return { file: process.execPath, args: [bench.loadkit, ...args], cwd };
}

/** Judges once. A gate that fails is no measurement: none of the runs got worse. */
async function judge(command: Command): Promise<{ clock: number; cpu: number }> {
  const started = start(command);
  let cpu = 0;
  const timer = setInterval(() => {
    cpu = Math.max(cpu, treeCpu(started.pid));
  }, SAMPLE_MS);
  const { seconds, code, said } = await started.end(LONGEST).finally(() => clearInterval(timer));
  if (code !== 0) throw new Error(`loadkit gate ended with ${code}:\n${said}`);
  return { clock: seconds, cpu };
}

/** A project whose runs differ by chance alone; their result is that of a record that was judged. */
async function makeProject(bench: Bench, cwd: string): Promise<void> {
  const made = join(cwd, 'made');
  await writeSoak(made, { seconds: 300, rate: 100, seed: SEED });
  await watch(loadkit(bench, cwd, 'report', made, '--format', 'json'), LONGEST);
  const result = JSON.parse(readFileSync(join(made, FILES.result), 'utf8')) as Result;
  const runs = SCENARIOS.map((scenario) => `  - { scenario: ${scenario}, tiers: [${TIERS.join(', ')}] }\n`);
  writeFileSync(join(cwd, 'all.yaml'), `runs:\n${runs.join('')}`);
  const uniform = drawUniform(SEED);
  const vary = () => 1 + SCATTER * normalQuantile(uniform());
  let sequence = 0;
  const write = (folder: string, scenario: string, tier: string, at: number): string => {
    const startedAt = new Date(Date.parse('2026-09-01T00:00:00Z') + at * DAY + sequence * 1000).toISOString();
    const id = `${startedAt.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${scenario}-${tier}-a1b2c3`;
    mkdirSync(join(cwd, folder, id), { recursive: true });
    writeFileSync(join(cwd, folder, id, FILES.record), `{ "sequence": ${++sequence} }`);
    const own = { ...varied(result, vary), run: { ...result.run, id, startedAt, scenario, tier } };
    writeFileSync(join(cwd, folder, id, FILES.result), JSON.stringify(own));
    return id;
  };
  const some = (count: number) => Array.from({ length: count }, (_, at) => at);
  for (const scenario of SCENARIOS) {
    for (const tier of TIERS) {
      const earlier = some(EARLIER).map((at) => write('reports', scenario, tier, at));
      for (const at of some(REPEATS)) write('judged', scenario, tier, EARLIER + at);
      await watch(loadkit(bench, cwd, 'baseline', 'set', ...earlier.slice(-BASELINE)), LONGEST);
    }
  }
}

/** The result of another run of the same service: latencies that are some per cent higher or lower. */
function varied(result: Result, vary: () => number): Result {
  const times = <T extends { readonly latency: Result['endpoints'][number]['latency'] }>(part: T): T => {
    const by = vary();
    const { p50, p95, p99, ...rest } = part.latency;
    const scaled = (value: number | null) => value && value * by;
    return { ...part, latency: { ...rest, p50: scaled(p50), p95: scaled(p95), p99: scaled(p99) } };
  };
  return { ...result, stages: result.stages.map(times), endpoints: result.endpoints.map(times) };
}

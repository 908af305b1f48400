import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineLine } from '../../src/metrics/lines/lines.ts';
import { planProfile } from '../../src/plan/make-plan.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { RunRecord } from '../../src/result/record.ts';
import { drawUniform } from '../../src/stats/distributions/uniform.ts';
import { FILES, saveRecord } from '../../src/store/runs.ts';
import { TimelineWriter } from '../../src/store/timeline-file.ts';
import { SoakEngine } from './soak-engine.ts';
import { ENDPOINTS, objectives } from './soak-objectives.ts';

/** How long (s) and at how many requests per second a soak ran, and the seed of everything in it. */
export interface Soak {
  readonly seconds: number;
  readonly rate: number;
  readonly seed: number;
}

const START = '2026-11-22T00:00:00.000Z';
const USERS = 400;
/** As often as TimelineWriter makes a live run readable: each time costs some bytes. */
const FLUSH_SECONDS = 10;

/** Writes the run folder that a soak would leave, as fast as the disk takes it: the record and its timeline. */
export async function writeSoak(folder: string, soak: Soak): Promise<void> {
  await mkdir(folder, { recursive: true });
  const record = recordOf(soak);
  await saveRecord(folder, record);
  const writer = new TimelineWriter(join(folder, FILES.timeline));
  const engine = new SoakEngine(soak.seed, record.plan.stages[0]!.name);
  const iterations = arrivals(soak.rate / ENDPOINTS.length, soak.seed);
  const keep = (line: EngineLine) => writer.write({ ...line, source: 0 });
  await keep({ t: 'hello', v: 1, k6: 'v2.2.0', version: '0.1.0', pid: 1, start: START, cores: 2, pressureOf: 'host' });
  await keep({ t: 'mark', scenario: 'main', at: 0 });
  for (let s = 0; s < soak.seconds; s++) {
    for (const line of engine.second(s, iterations(), USERS)) await keep(line);
    if (s % FLUSH_SECONDS === FLUSH_SECONDS - 1) writer.flush();
  }
  const s = soak.seconds - 1;
  await keep(engine.end(s));
  const endedAt = new Date(Date.parse(START) + soak.seconds * 1000).toISOString();
  await writer.write({ t: 'close', state: 'complete', endedBy: 'plan', s, endedAt, exit: 0, signal: null, reason: '' });
  await writer.close();
}

/** How many arrive in each second, one after the other: a Poisson process of that rate. */
function arrivals(rate: number, seed: number): () => number {
  const uniform = drawUniform(seed + 1000);
  const gap = () => -Math.log(uniform()) / rate;
  let left = gap();
  return () => {
    let count = 0;
    while (left < 1) {
      left += gap();
      count += 1;
    }
    left -= 1;
    return count;
  };
}

function recordOf(soak: Soak): RunRecord {
  return {
    kind: 'profile',
    version: 1,
    sequence: 1,
    id: `20261122-000000-soak-${soak.seconds}`,
    target: 'http://127.0.0.1:8080',
    plan: planOf(soak),
    objectives: objectives(),
    provenance: {
      loadkit: '0.1.0',
      engine: { kind: 'loadkit', k6: 'v2.2.0', version: '0.1.0', path: 'none', found: 'written by the bench' },
      node: process.version,
      machine: { os: 'linux', cpus: 2, cpuModel: 'none', memory: 8e9, hostsTarget: true },
      scenarioFile: 'scenarios/soak.ts',
      bundleHash: '0',
      configHash: '0',
      configFiles: [],
      env: [],
      commandLine: 'npm run bench -- record',
      startedAt: START,
      environment: null,
      targetVersion: null,
    },
  };
}

/** One stage that offers the rate from beginning to end, with random arrivals. */
function planOf({ seconds, rate, seed }: Soak): Plan {
  return planProfile({
    scenario: 'soak',
    profile: 'load',
    tier: { name: 'enterprise', rate, sessions: USERS },
    override: { duration: seconds, ramp: 0, maxVUs: USERS },
    objectives: [],
    requests: ENDPOINTS.length,
    arrivals: 'poisson',
    seed,
    timeScale: 1,
    ceilings: { maxRate: rate, maxVUs: USERS, maxDuration: seconds },
  });
}

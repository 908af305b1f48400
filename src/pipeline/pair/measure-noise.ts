import { type MetricNoise, noiseOf } from '../../compare/pairs/noise.ts';
import { temporaryFolder } from '../../host/temporary.ts';
import type { Progress } from '../../measure/observer.ts';
import type { Stop } from '../../measure/stop.ts';
import { installation } from '../installation.ts';
import { beforeLoad } from '../stopping.ts';
import { startSandboxProcess } from '../target/sandbox-process.ts';
import { runPair } from './pair.ts';

export interface NoiseRequest {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly engine: string | undefined;
  readonly allowK6Version: boolean | undefined;
}

export interface NoiseOutcome {
  /** Empty where too few pairs could be made. */
  readonly metrics: readonly MetricNoise[];
  /** What ended it; undefined: its end. */
  readonly exitCode: number | undefined;
}

/** Service times that do not scatter: what does is the machine. */
const SANDBOX = ['--slots', '32', '--service', '10ms', '--cv', '0'];
const PAIRS = 8;
/** Seconds of load of a block, and seconds in which all have to be made. */
const BLOCK = 2.5;
const LONGEST = 180;

/**
 * Loads two like sandboxes in turn, away from any project: what differs between them is this machine's noise. Late
 * arrivals are forgiven, since they are a part of it.
 */
export async function measureNoise(
  { environment, engine, allowK6Version }: NoiseRequest,
  stop: Stop,
  tell: (progress: Progress) => void,
): Promise<NoiseOutcome> {
  const place = await temporaryFolder('noise');
  const { cli } = installation();
  const open: { stop(): Promise<void> }[] = [];
  const sandbox = async () => {
    const started = await startSandboxProcess(cli, SANDBOX);
    open.push(started);
    return started.url;
  };
  try {
    const targets = await beforeLoad(stop, async () => [await sandbox(), await sandbox()] as const);
    const run = {
      cwd: place.path,
      environment,
      scenario: 'load',
      tier: 'small',
      timeScale: 1,
      env: [],
      sets: ['rate=100'],
      objectives: ['http_req_duration p50 < 60s'],
      engine,
      allowK6Version,
      out: place.path,
      formats: ['json'],
      failOn: 'critical',
      preflight: true,
      commandLine: 'loadkit doctor --noise',
    } as const;
    const wish = { run, targets, commands: undefined, budget: LONGEST, pairs: PAIRS, block: BLOCK };
    const { figures, exitCode } = await runPair(wish, stop, { tell, speak: 'plain' });
    const { before, after } = figures;
    return {
      metrics: noiseOf(before, after),
      exitCode: exitCode === 5 || exitCode === 4 ? undefined : exitCode || undefined,
    };
  } finally {
    await Promise.all(open.map((one) => one.stop()));
    await place.remove();
  }
}

import type { WatchedSeries } from '../../src/result/chart-series.ts';
import { judgeStability } from '../../src/stability/judges.ts';
import { loadLevels } from '../../src/stability/load-levels.ts';
import type { LoadWindow } from '../../src/stability/load-window.ts';
import type { RunCourse } from '../../src/stability/run-course.ts';
import { utilisations } from '../../src/stability/use/utilisation.ts';
import { drawUniform } from '../../src/stats/distributions/uniform.ts';
import type { Bench } from './bench.ts';
import type { Finding } from './finding.ts';

const BIN = 10;
const SECONDS = 4 * 3600;
const SERIES = 30;
const RATE = 100;
/** CPU seconds that the judges may take of a soak of 4 h. */
const MOST = 2;

/** What the judges of stability take of a soak of 4 h: windows of 10 s, 30 monitored series of which each may leak. */
export async function stability(bench: Bench): Promise<Finding[]> {
  const samples: number[] = [];
  for (let round = 0; round < bench.pairs; round++) {
    const read = { windows: windowsOf(round), watched: seriesOf(round) };
    const before = process.cpuUsage();
    const found = judgeStability(courseOf(read));
    const { user, system } = process.cpuUsage(before);
    samples.push((user + system) / 1e6);
    bench.say(`stability ${round + 1}/${bench.pairs}: ${samples.at(-1)!.toFixed(2)} s, ${found.length} findings`);
  }
  return [
    {
      measure: `judging the stability of 4 h, ${SERIES} monitored series: CPU`,
      unit: 's',
      samples,
      bar: { op: '<=', value: MOST },
    },
  ];
}

function courseOf({ windows, watched }: Pick<RunCourse, 'windows' | 'watched'>): RunCourse {
  const levels = loadLevels(windows);
  return {
    ...{ bin: BIN, windows, levels, watched, uses: utilisations(watched, [], levels, windows) },
    ...{ monitors: 1, objectives: [], timeScale: 1, steady: { stage: 'hold', from: 0, to: SECONDS } },
    ...{ restarts: [], events: [], recovery: undefined, readBack: undefined },
    ...{ rateLimited: false, generatorDoubt: undefined },
  };
}

/** Scattered about 1, by as much as a share says. */
function scattered(seed: number): (by: number) => number {
  const uniform = drawUniform(seed);
  return (by) => 1 + by * (uniform() + uniform() + uniform() - 1.5);
}

function windowsOf(seed: number): LoadWindow[] {
  const about = scattered(seed + 1);
  return Array.from({ length: SECONDS / BIN }, (_, i) => {
    const good = RATE * about(0.1);
    const latency = 0.05 * about(0.2);
    return {
      ...{ at: (i + 0.5) * BIN, offered: RATE, arrived: good, users: null, completed: good, good, failed: 0 },
      ...{ mean: latency, p50: latency, p95: 2 * latency, p99: 3 * latency, meanFailed: null },
      ...{ inFlight: good * latency, dropped: 0, changing: false, recovering: false, stage: 'hold', spoilt: false },
    };
  });
}

/** Shares of memory under garbage collection, each with its own period. */
function seriesOf(seed: number): WatchedSeries[] {
  return Array.from({ length: SERIES }, (_, at) => {
    const about = scattered(1000 * seed + at + 2);
    const period = 30 + 17 * at;
    const values = Array.from({ length: SECONDS / BIN }, (_, i) => 0.4 * about(0.02) + (0.2 * (i % period)) / period);
    return { monitor: 'app', metric: 'memory_usage', tags: { monitor: 'app', pod: `${at}` }, unit: 'ratio', values };
  });
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FILES } from '../../src/store/runs.ts';
import type { Bench } from './bench.ts';
import { type Finding, ratios, summaryOf } from './finding.ts';
import { type Memory, watch } from './processes.ts';
import { writeSoak } from './soak.ts';

const RATE = 1000;
const SEED = 20261122;
const LONGEST = 600;

/** Reading the same file without doing anything with it: how fast the machine is now. */
const GUNZIP =
  "require('fs').createReadStream(process.argv[1]).pipe(require('zlib').createGunzip({ chunkSize: 65536 })).resume()";

interface Length {
  readonly hours: 4 | 24;
  /** Bars in seconds, and of the files in MB where they have one. */
  readonly toResult: number;
  readonly toFormats: number;
  readonly megabytes?: number;
}

const FOUR: Length = { hours: 4, toResult: 12, toFormats: 3, megabytes: 80 };
/** At most six times as long a run, six times as long to read; reports do not grow. */
const DAY: Length = { hours: 24, toResult: 72, toFormats: 18 };
/** So many replays of the day, whatever the number of rounds: each takes about a minute. */
const DAYS = 3;

/** A long record: its size, how long `loadkit report` takes to read and report it, how much memory meanwhile. */
export function record(bench: Bench): Promise<Finding[]> {
  return replays(bench, FOUR, bench.pairs);
}

/** The same of a day, which takes minutes to write. */
export function day(bench: Bench): Promise<Finding[]> {
  return replays(bench, DAY, Math.min(DAYS, bench.pairs));
}

interface Replay {
  readonly toResult: number;
  readonly toFormats: number;
  /** Highest memory until the result is there, and of the whole command with its formats. */
  readonly peak: number;
  readonly wholePeak: number;
  readonly growth: number;
}

async function replays(bench: Bench, length: Length, rounds: number): Promise<Finding[]> {
  const folder = join(bench.folder, `soak-${length.hours}h`);
  const at = performance.now();
  await writeSoak(folder, { seconds: length.hours * 3600, rate: RATE, seed: SEED });
  bench.say(`record: ${length.hours} h written in ${((performance.now() - at) / 1000).toFixed(0)} s`);
  const formats = everyFormat(bench);
  const cwd = join(bench.folder, 'reading');
  mkdirSync(cwd, { recursive: true });
  const timeline = join(folder, FILES.timeline);
  const [runs, gunzips]: [Replay[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const gunzip = { file: process.execPath, args: ['-e', GUNZIP, timeline], cwd };
    gunzips.push((await watch(gunzip, LONGEST)).seconds);
    runs.push(await replay(bench, folder, cwd, formats));
    const { toResult, toFormats, peak, wholePeak } = runs.at(-1)!;
    bench.say(
      `record ${round + 1}/${rounds} ${length.hours} h: result ${toResult.toFixed(1)} s, formats ${toFormats.toFixed(2)} s, peak ${peak.toFixed(0)} MB (with formats ${wholePeak.toFixed(0)}), gunzip ${gunzips.at(-1)!.toFixed(1)} s`,
    );
  }
  return findingsOf(
    length,
    { record: megabytes(timeline), html: megabytes(join(folder, 'report.html')) },
    runs,
    gunzips,
  );
}

/**
 * One `loadkit report`. result.json is written first, before every other format, so its time parts reading from
 * reporting.
 */
async function replay(bench: Bench, folder: string, cwd: string, formats: string): Promise<Replay> {
  const began = Date.now();
  const args = [bench.loadkit, 'report', folder, '--format', formats];
  const { seconds, memory } = await watch({ file: process.execPath, args, cwd }, LONGEST);
  const done = statSync(join(folder, FILES.result)).mtimeMs;
  const toResult = (done - began) / 1000;
  const replaying = memory.filter(({ at }) => at <= done);
  // From when the windows have begun to fill to the end; the start of node is no replay.
  const quarter = (n: number) =>
    replaying.slice(Math.floor((n * replaying.length) / 4), Math.floor(((n + 1) * replaying.length) / 4));
  const middle = (n: number) => summaryOf(quarter(n).map(({ rss }) => rss)).median;
  const peakOf = (part: readonly Memory[]) => Math.max(...part.map(({ peak }) => peak));
  return {
    toResult,
    toFormats: seconds - toResult,
    peak: peakOf(replaying),
    wholePeak: peakOf(memory),
    growth: middle(3) / middle(1),
  };
}

/** The formats that the command knows, as its help lists them. */
function everyFormat({ loadkit }: Bench): string {
  const help = execFileSync(process.execPath, [loadkit, 'report', '--help'], { encoding: 'utf8' });
  const [, list = 'json'] = /reports to write: ((?:\w+, )*\w+)/.exec(help.replace(/\s+/g, ' ')) ?? [];
  return list.replaceAll(', ', ',');
}

function megabytes(file: string): number {
  return statSync(file).size / 1e6;
}

function findingsOf(
  { hours, toResult, toFormats, megabytes: most }: Length,
  files: { readonly record: number; readonly html: number },
  runs: readonly Replay[],
  gunzips: readonly number[],
): Finding[] {
  const of = (pick: (run: Replay) => number) => runs.map(pick);
  const atMost = (value: number) => ({ op: '<=', value }) as const;
  return [
    {
      measure: `${hours} h: timeline.ndjson.gz`,
      unit: 'MB',
      samples: [files.record],
      ...(most ? { bar: atMost(most) } : {}),
    },
    { measure: `${hours} h: record → result`, unit: 's', samples: of((run) => run.toResult), bar: atMost(toResult) },
    { measure: `${hours} h: yardstick, gunzip of the record`, unit: 's', samples: gunzips },
    {
      measure: `${hours} h: record → result / gunzip`,
      unit: 'ratio',
      samples: ratios(
        of((run) => run.toResult),
        gunzips,
      ),
    },
    {
      measure: `${hours} h: result → all formats`,
      unit: 's',
      samples: of((run) => run.toFormats),
      bar: atMost(toFormats),
    },
    {
      measure: `${hours} h: peak memory until the result`,
      unit: 'MB',
      samples: of((run) => run.peak),
      bar: atMost(150),
    },
    { measure: `${hours} h: peak memory with all formats`, unit: 'MB', samples: of((run) => run.wholePeak) },
    {
      measure: `${hours} h: memory, last quarter / second quarter`,
      unit: 'ratio',
      samples: of((run) => run.growth),
      bar: atMost(1.15),
    },
    { measure: `${hours} h: report.html`, unit: 'MB', samples: [files.html], bar: atMost(1.5) },
  ];
}

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, setPriority } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { Cell } from '../../src/metrics/cell.ts';
import type { EncodedFrame } from '../../src/metrics/frame.ts';
import { bucketMiddle } from '../../src/metrics/histogram.ts';
import type { Result } from '../../src/result/result.ts';
import { emptyFolder, ROOT, resultIn, runFolder, start, timelineIn, until } from '../e2e/command.ts';
import { engineIn } from '../e2e/processes.ts';

/**
 * What other work on the machine does to verdicts, and whether it is told. RUNS (default 4) runs of each row, one after the
 * other, with one and two busy neighbours of nice 0 and 19 on the machine's cores: about 12 minutes with 2 runs of 15 s.
 */
const RUNS = Number(process.env.RUNS ?? 2);
const SECONDS = Number(process.env.SECONDS ?? 15);
/** Medium: 6 slots of 20 ms carry about 284 requests/s within the limits. A tenth of that. */
const RATE = 28;
const LIMIT = 0.2;

const OBJECTIVES = `objectives:
  - { name: API response, metric: request_time, stat: p95, target: "< 200ms", critical: "> 500ms" }
  - { name: server errors, bad: { status: 5xx }, of: http_reqs, target: "< 1%", critical: "> 5%" }
`;
const SCENARIO = (profile: string) => `import http from 'k6/http';
import { profile, target, think } from 'loadkit/k6';
export const requests = 1;
export const options = profile('${profile}');
export default function () { http.get(\`\${target}/items/1\`, { tags: { name: '/items' } }); ${profile === 'smoke' ? 'think(0.05);' : ''} }
`;

interface Neighbours {
  readonly count: number;
  readonly nice: number;
}

/** Busy processes that end by themselves after a while, or when the run is over. */
function neighbours({ count, nice }: Neighbours, seconds: number): () => void {
  const loop = `const end = Date.now() + ${seconds * 1000}; while (Date.now() < end);`;
  const busy = Array.from({ length: count }, () => spawn(process.execPath, ['-e', loop], { stdio: 'ignore' }));
  for (const { pid } of busy) setPriority(pid!, nice);
  const stop = () => {
    for (const child of busy) child.kill('SIGKILL');
  };
  onTestFinished(stop);
  return stop;
}

interface Outcome {
  readonly code: number | null;
  readonly result: Result;
  /** What users saw, seconds. */
  readonly seen: Cell;
}

/** A run of some seconds at a tenth of the capacity, with something done to it while it runs. */
async function run(profile: string, seed: number, meddle: (engine: () => number) => () => void): Promise<Outcome> {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'loadkit.config.yaml'), `target: sandbox\nsandbox: { seed: ${seed} }\n${OBJECTIVES}`);
  writeFileSync(join(cwd, `${profile}.js`), SCENARIO(profile));
  const args = ['run', `${profile}.js`, '--tier', 'medium', '--seed', String(seed), '--set', `duration=${SECONDS}s`];
  if (profile === 'load') args.push('--set', `rate=${RATE}`, '--set', 'ramp=1s');
  const running = start(args, { cwd });
  const out = join(cwd, 'reports');
  await until('the run', () => existsSync(out) && existsSync(join(runFolder(out), 'timeline.ndjson.gz')));
  const stop = meddle(() => engineIn(runFolder(out)).pid);
  const { code, stderr } = await running.ended;
  stop();
  const folder = runFolder(out);
  if (!existsSync(join(folder, 'result.json'))) throw new Error(stderr);
  return { code, result: resultIn(folder), seen: seenIn(folder) };
}

function seenIn(folder: string): Cell {
  const seen = new Cell('trend');
  const ids = new Set<number>();
  for (const line of timelineIn(folder)) {
    if (line.t === 'series' && line.metric === 'request_time' && line.tags['stage'] !== undefined) ids.add(line.id);
    if (line.t === 'frame') for (const frame of line.d) if (ids.has(frame[0])) seen.addFrame(frame as EncodedFrame);
  }
  return seen;
}

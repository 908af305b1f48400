import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { MonitorsSection } from '../../src/config/monitors/section.ts';
import { Recording } from '../../src/measure/recording.ts';
import { openMonitors } from '../../src/monitor/open.ts';
import { ReadingLines } from '../../src/monitor/reading-lines.ts';
import { Watch } from '../../src/monitor/watch.ts';
import { startSandboxProcess } from '../../src/pipeline/target/sandbox-process.ts';
import { CLI } from '../e2e/command.ts';
import { planOf, recordOf } from '../fixtures/record.ts';

/** So many readings of each monitor, one after the other: at one a second ten minutes of a run. */
const READINGS = 600;
/** Seconds of the same by the clock. */
const SECONDS = 60;
/** Of a core, at one reading a second of 30 series. */
const MOST_OF_A_CORE = 0.03;

const shared = { every: 1, timeout: 10 };
const MONITORS: MonitorsSection = {
  service: { ...shared, metrics: '/metrics' },
  machine: { ...shared, host: true },
  own: { ...shared, process: process.pid },
};

const say = (text: string) => process.stdout.write(`${text}\n`);

test('what monitors cost, loadkit and the target', async ({ onTestFinished }) => {
  const sandbox = await startSandboxProcess(CLI, ['--tier', 'small']);
  onTestFinished(() => sandbox.stop());
  const folder = mkdtempSync(join(tmpdir(), 'loadkit-monitors-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const path of ['/search?q=a', '/search?q=b', '/sessions'])
    await fetch(sandbox.url + path).then((got) => got.text());
  const monitors = await openMonitors({
    ...{ monitors: MONITORS, target: sandbox.url, allow: [], objectives: [], cwd: '.', env: {} },
  });
  const recording = new Recording(recordOf(planOf({ profile: 'baseline' })), folder, {
    observers: [],
    redact: (line) => line,
  });
  const { signal } = new AbortController();
  const cost = async () =>
    Number(/^process_cpu_seconds_total (\S+)$/m.exec(await (await fetch(`${sandbox.url}/metrics`)).text())?.[1]);
  let total = 0;
  for (const [i, monitor] of monitors.entries()) {
    const source = 1000 + i;
    await recording.put({ t: 'hello', v: 1, monitor: monitor.name, start: '', source });
    const lines = new ReadingLines(monitor);
    let series = 0;
    const [before, ofTarget] = [process.cpuUsage(), await cost()];
    for (let second = 0; second < READINGS; second++) {
      const readings = await monitor.read(signal);
      series = Math.max(series, readings.length);
      for (const line of lines.linesOf(second, readings).lines) await recording.put({ ...line, source });
    }
    const { user, system } = process.cpuUsage(before);
    const own = (user + system) / 1e6 / READINGS;
    const target = ((await cost()) - ofTarget) / READINGS;
    total += own;
    say(
      `${monitor.name}: ${series} series, ${(own * 1000).toFixed(2)} ms of CPU a reading, of the target ${(target * 1000).toFixed(2)} ms`,
    );
  }
  say(`all, each second: ${(total * 100).toFixed(2)} % of a core`);

  // As in a run, where a second lies between two readings and nothing is at hand any more.
  const put = (line: Parameters<Recording['put']>[0]) => recording.put(line);
  const elapsed = () => performance.now() / 1000;
  const watch = new Watch(monitors, { put, note: async () => {}, say: () => {}, redact: (line) => line, elapsed });
  const before = process.cpuUsage();
  watch.begin('');
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  const { user, system } = process.cpuUsage(before);
  await watch.end();
  const share = (user + system) / 1e6 / SECONDS;
  say(`all by the clock, in ${SECONDS} s: ${(share * 100).toFixed(2)} % of a core`);
  expect(share).toBeLessThan(MOST_OF_A_CORE);
});

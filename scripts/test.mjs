// npm test: every test, then what was skipped and why, and a last line of its own, `N passed, N failed` (and `, N
// skipped`). Arguments go to vitest.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastLines } from './last-lines.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
// Also what vitest and its workers put aside lies here, should they be killed.
const folder = mkdtempSync(join(tmpdir(), 'loadkit-tests-'));
const report = join(folder, 'counts.json');
const reporters = ['--reporter=default', `--reporter=${here('test-reporter.mjs')}`];
const child = spawn(
  process.execPath,
  [here('../node_modules/vitest/vitest.mjs'), 'run', ...reporters, ...process.argv.slice(2)],
  { stdio: 'inherit', env: { ...process.env, TMPDIR: folder, LOADKIT_TEST_COUNTS: report } },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
const [status] = await once(child, 'close');

let lines = ['0 passed, 1 failed'];
try {
  lines = lastLines(JSON.parse(readFileSync(report, 'utf8')), status);
} catch {
  // No report: vitest itself broke, which the exit code says too.
}
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = status === 0 ? 0 : 1;
// What was interrupted may take a moment to let go of it.
rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });

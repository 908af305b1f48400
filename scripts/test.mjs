// npm test: every test, and a last line of its own, `N passed, N failed` (and `, N skipped`). Arguments go to vitest.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
// Also what vitest and its workers put aside lies here, should they be killed.
const folder = mkdtempSync(join(tmpdir(), 'loadkit-tests-'));
const report = join(folder, 'vitest.json');
const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)];
const child = spawn(process.execPath, [vitest, ...args], {
  stdio: 'inherit',
  env: { ...process.env, TMPDIR: folder },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
const [status] = await once(child, 'close');

let line = '0 passed, 1 failed';
try {
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  // A file that does not load has no failed test, and is a failure all the same.
  const unloaded = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every(({ status }) => status !== 'failed'),
  );
  const failed = Math.max(status === 0 ? 0 : 1, numFailedTests + unloaded.length);
  line = `${numPassedTests} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}`;
} catch {
  // No report: vitest itself broke, which the exit code says too.
}
process.stdout.write(`${line}\n`);
process.exitCode = status === 0 ? 0 : 1;
// What was interrupted may take a moment to let go of it.
rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });

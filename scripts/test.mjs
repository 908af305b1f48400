// npm test: every test, and a last line of its own, `N passed, N failed` (and `, N skipped`). Arguments go to vitest.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'loadkit-test-'));
const report = join(folder, 'vitest.json');
const args = ['--no-install', 'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const { status } = spawnSync('npx', [...args, ...process.argv.slice(2)], { stdio: 'inherit' });

let line = '0 passed, 1 failed';
try {
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  // A file that does not load has no failed test, and is a failure all the same.
  const failed = status === 0 ? numFailedTests : Math.max(1, numFailedTests, numFailedTestSuites);
  line = `${numPassedTests} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}`;
} catch {
  // No report: vitest itself broke, which the exit code says too.
}
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${line}\n`);
process.exitCode = status === 0 ? 0 : 1;

import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test('npm test names what was skipped, and why, before its last line; what fails outside a test is a failure', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'loadkit-last-lines-')));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('vitest.config.ts', 'export default { test: { globals: true } };\n');
  write(
    'some.test.ts',
    `test('passes', () => {});
test('needs a tool', (context) => context.skip('no such tool\\nhere'));
test.skip('says nothing', () => {});
`,
  );
  write('broken.test.ts', 'throw new Error("does not load");\n');
  const args = [join(ROOT, 'scripts/test.mjs'), '--root', folder];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(status).toBe(1);
  const last = stdout.trimEnd().split('\n').slice(-5);
  expect(last).toEqual([
    'Skipped:',
    expect.stringMatching(/some\.test\.ts: needs a tool: no such tool$/),
    expect.stringMatching(/some\.test\.ts: 1 without a reason of their own$/),
    '',
    '1 passed, 1 failed, 2 skipped',
  ]);
});

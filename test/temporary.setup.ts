import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';

// Every test file gets a temporary folder of its own, and fails when it, or what it starts, leaves something there.
const outer = tmpdir();
const folder = mkdtempSync(join(outer, 'loadkit-test-'));
process.env['TMPDIR'] = folder;

afterAll(() => {
  const left = readdirSync(folder);
  rmSync(folder, { recursive: true, force: true });
  // The next file of the same worker begins where this one did.
  process.env['TMPDIR'] = outer;
  expect(left, 'left behind in the temporary folder').toEqual([]);
});

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';

// Every test file gets a temporary folder of its own, and fails when it, or what it starts, leaves something there.
const folder = mkdtempSync(join(tmpdir(), 'loadkit-test-'));
process.env['TMPDIR'] = folder;

afterAll(() => {
  const left = readdirSync(folder);
  rmSync(folder, { recursive: true, force: true });
  expect(left, 'left behind in the temporary folder').toEqual([]);
});

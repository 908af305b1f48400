import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';

// Every test file gets a temporary folder of its own, and fails when it, or what it starts, leaves something there, or
// in the environment: the next file may run in the same process.
const before = { ...process.env };
const folder = mkdtempSync(join(tmpdir(), 'loadkit-test-'));
process.env['TMPDIR'] = folder;

/** What a Chromium that k6 or a busy machine killed leaves: its own lock, not what was started for a run. */
const CHROMIUMS_LOCK = /^\.?org\.chromium\.Chromium\./;

afterAll(() => {
  const left = readdirSync(folder).filter((name) => !CHROMIUMS_LOCK.test(name));
  rmSync(folder, { recursive: true, force: true });
  if (before['TMPDIR'] === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before['TMPDIR'];
  expect(left, 'left behind in the temporary folder').toEqual([]);
  expect({ ...process.env }, 'changed in the environment').toEqual(before);
});

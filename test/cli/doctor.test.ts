import { expect, test } from 'vitest';
import { emptyFolder } from '../e2e/command.ts';
import { carriedOut } from './in-process.ts';

test('doctor --json says what the table says, and of noise only where it is asked for', async () => {
  const cwd = emptyFolder();
  const { code, stdout } = await carriedOut(['doctor', '--json'], cwd);
  expect(code).toBe(0);
  const { findings, noise } = JSON.parse(stdout);
  expect(noise).toBeUndefined();
  expect(findings.map(({ name }: { name: string }) => name)).toEqual([
    'loadkit',
    'node',
    'engine',
    'cpus',
    'system',
    'disk',
  ]);
  expect(findings[2]).toMatchObject({ ok: true, text: expect.stringContaining('k6 v') });
});

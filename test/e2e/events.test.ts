import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, resultIn, runFolder } from './command.ts';
import { inProcess } from './in-process.ts';
import { startOwnSandbox } from './service.ts';

test('events of the configuration are run, told, kept and judged; in production only where that is confirmed', async ({
  onTestFinished: after,
}) => {
  const sandbox = await startOwnSandbox({ slots: 4, service: 0.01 }, after);
  const cwd = emptyFolder(after);
  const config = (more: string) =>
    writeFileSync(
      join(cwd, 'loadkit.config.yaml'),
      `target: ${sandbox.url}
${more}
events:
  - { name: touched, at: 10s, run: [touch, happened] }
  - { name: fault, at: 20s, run: [sh, -c, "echo no such pod >&2; exit 3"], scenarios: [smoke] }
  - { name: elsewhere, at: 5m, run: [touch, elsewhere], scenarios: [soak] }
`,
    );
  const args = ['run', 'smoke', '--time-scale', '0.1', '--out', 'out', '--format', 'json'];

  config('environment: production');
  const refused = await inProcess([...args, '--production', '127.0.0.1'], { cwd });
  expect([refused.code, refused.stderr]).toEqual([6, expect.stringContaining('--allow-events')]);

  config('');
  const checked = await inProcess(['check', 'smoke', '--time-scale', '0.1'], { cwd });
  expect(checked.stdout).toMatch(/events +at 1 s: touched: touch happened \(at most 1 min\)/);
  writeFileSync(join(cwd, 'late.yaml'), 'events: [{ name: late, at: 60s, run: ["true"] }]');
  const late = await inProcess(['check', 'smoke', '--config', 'late.yaml'], { cwd });
  expect([late.code, late.stderr]).toEqual([2, expect.stringContaining('the event "late" would come after 1 min')]);
  expect(existsSync(join(cwd, 'happened'))).toBe(false);

  const { code, stderr } = await inProcess(args, { cwd });
  expect([existsSync(join(cwd, 'happened')), existsSync(join(cwd, 'elsewhere'))]).toEqual([true, false]);
  expect(stderr).toContain('event fault: failed, with code 3');
  const { events, verdict, objectives } = resultIn(runFolder(join(cwd, 'out')));
  const [touched, fault] = events.filter(({ kind }) => kind === 'command');
  expect(touched).toMatchObject({ name: 'touched', done: true, code: 0 });
  // A timer may fire a millisecond early, and late on a busy machine.
  expect(Math.abs(touched!.second - 1)).toBeLessThan(1);
  expect(fault).toMatchObject({ name: 'fault', done: false, code: 3, output: 'no such pod' });
  expect(objectives.find(({ id }) => id === 'event/fault')?.zone).toBe('no-data');
  expect([code, verdict]).toEqual([5, 'no-data']);
});

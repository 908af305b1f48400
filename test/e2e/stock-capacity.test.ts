import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyFolder, resultIn, runFolder, start, until } from './command.ts';
import { inProcess } from './in-process.ts';
import { OBJECTIVE, ONE_AFTER_SETUP, SLOTS } from './one-request.ts';
import { startOwnSandbox } from './service.ts';
import { stockK6 } from './stock-k6.ts';

const k6 = stockK6();

/** A whole search takes four minutes: test/accuracy. */
describe.skipIf(!k6)('loadkit capacity with a stock k6', () => {
  test('interrupted it keeps its trials and exits 130; it cannot be gone on from', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'one.js'), ONE_AFTER_SETUP);
    const sandbox = await startOwnSandbox({ slots: SLOTS, service: 0.025, seed: 4 });
    const args = ['capacity', 'one.js', '--engine', k6!, '--target', sandbox.url, ...OBJECTIVE, '--budget', '4m'];
    const running = start(args, { cwd });
    await until('the first trial', () => /^double /m.test(running.stderr()), 90);
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended.code).toBe(130);
    const folder = runFolder(join(cwd, 'reports'));
    const result = resultIn(folder);
    expect(result.run.state).toBe('aborted');
    expect(result.capacity).toMatchObject({ ended: 'stopped', confirmation: null });
    expect(result.capacity!.probes.length).toBeGreaterThan(0);
    const again = await inProcess(['report', folder, '--json'], { cwd });
    expect(JSON.parse(again.stdout)).toEqual(result);

    const resumed = await inProcess([...args, '--resume', folder], { cwd });
    expect(resumed.code).toBe(2);
    expect(resumed.stderr).toContain('a search with a stock k6 cannot be gone on from');
  });

  test.each([
    [['--budget', '2m'], 'is too short for any interval'],
    [['--arrivals', 'poisson'], 'a stock k6 has no random arrivals'],
  ])('%j is refused before anything is sent', async (flags, why) => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'one.js'), ONE_AFTER_SETUP);
    const args = ['capacity', 'one.js', '--engine', k6!, '--target', 'http://127.0.0.1:9', ...OBJECTIVE];
    const ended = await inProcess([...args, ...flags], { cwd });
    expect(ended.stderr).toContain(why);
    expect(ended.code).toBe(2);
  });
});

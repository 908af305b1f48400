import { expect, test } from 'vitest';
import { emptyFolder } from '../e2e/command.ts';
import { startOwnSandbox } from '../e2e/service.ts';
import { carriedOut } from './in-process.ts';

test('says what each profile would send, and sends nothing', async () => {
  const cwd = emptyFolder();
  const service = await startOwnSandbox({ slots: 2, service: 0.01 });
  const said = async (...args: string[]) => {
    const { code, stdout } = await carriedOut(['check', ...args, '--target', service.url], cwd);
    expect(code).toBe(0);
    return stdout;
  };
  expect(await said('load', '--tier', 'medium')).toMatch(
    /1 stage, 30 min 30 s, 200 requests\/s, about 363,000 requests, up to \d+ VUs/,
  );
  expect(await said('spike', '--tier', 'medium')).toMatch(
    /3 stages, 8 min 50 s, up to 1,000 requests\/s, about \d+,000 requests/,
  );
  expect(await said('endurance', '--tier', 'small')).toMatch(/^ *scenario +soak [\s\S]*1 stage, 4 h, 20 users/);
  expect(await said('breakpoint', '--tier', 'medium', '--time-scale', '0.1')).toMatch(
    /2 stages, 3 min \(time-scale 0\.1\), up to 1,000 requests\/s, at most 90,000 requests, .*ended early when a critical limit breaks/,
  );
  const open = ['--objective', 'request_time p95 < 1s', '--objective', 'request_time max < 9s'];
  const sure = await said('load', '--tier', 'medium', '--until-sure', ...open);
  expect(sure).toContain('ended early when every verdict is settled');
  expect(sure).toMatch(/! request_time max < 9s: known at the end only, .* in spite of --until-sure/);
  const refused = await carriedOut(['check', 'soak', '--until-sure', '--target', service.url], cwd);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('how long it lasts is what it asks')]);
  expect(service.stats().served).toBe(0);
});

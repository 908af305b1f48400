import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder } from '../e2e/command.ts';
import { carriedOut } from './in-process.ts';

test('list says which objectives are warnings, and which are silenced until when and why', async () => {
  const cwd = emptyFolder();
  writeFileSync(
    join(cwd, 'loadkit.config.yaml'),
    [
      'objectives:',
      '  - { name: response, stat: p95, target: "< 500ms" }',
      '  - { name: p95 alert, severity: warning, stat: p95, target: "< 400ms" }',
      '  - { name: slow, stat: p99, target: "< 1s" }',
      'silence: [{ id: objective/slow, until: 2999-12-31, reason: the index is rebuilt }]',
      '',
    ].join('\n'),
  );
  const { code, stdout, stderr } = await carriedOut(['list'], cwd);
  expect([code, stderr]).toEqual([0, '']);
  const row = (name: string) => stdout.split('\n').find((line) => line.trim().startsWith(name)) ?? '';
  expect(row('response')).toMatch(/every scenario\s*$/);
  expect(row('p95 alert')).toMatch(/a warning\s*$/);
  expect(row('slow')).toMatch(/silenced until 2999-12-31: the index is rebuilt\s*$/);
});

test('list and check show the alerts, with their conditions, and which rule is not judged', async () => {
  const cwd = emptyFolder();
  const rules = ['absent_over_time(up[5m])', 'rate(errors_total[1m]) > 5'].map((expr, i) => ({
    alert: `A${i}`,
    expr,
    for: '2m',
  }));
  writeFileSync(join(cwd, 'alerts.yml'), JSON.stringify({ groups: [{ name: 'g', rules }] }));
  writeFileSync(
    join(cwd, 'loadkit.config.yaml'),
    [
      'target: sandbox',
      'monitors: { service: { metrics: /metrics } }',
      'alerts:',
      '  - { rules: ./alerts.yml }',
      '  - { name: slow, severity: warning, stat: p95, critical: "> 400ms", for: 1m, scenarios: [smoke] }',
      '',
    ].join('\n'),
  );
  const listed = await carriedOut(['list'], cwd);
  expect(listed.stderr).toBe('');
  const checked = await carriedOut(['check', 'smoke', '--tier', 'small'], cwd);
  for (const { code, stdout } of [listed, checked]) {
    expect(code).toBe(0);
    expect(stdout).toMatch(/slow,? +warning,? +request_time p95 > 400 ms over 30 s for 1 min,? +smoke/);
    expect(stdout).toMatch(
      /A0,? +absent_over_time\(up\[5m\]\) for 2 min,? +rule of .*alerts\.yml,? +not judged: it calls absent_over_time/,
    );
    expect(stdout).toMatch(/A1,? +rate\(errors_total\[1m\]\) > 5 for 2 min,? +rule of .*alerts\.yml\s*$/m);
  }
  const other = await carriedOut(['check', 'load', '--tier', 'small'], cwd);
  expect(other.stdout).not.toContain('slow');
});

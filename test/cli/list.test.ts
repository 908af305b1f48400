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

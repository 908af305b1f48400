import { expect, test } from 'vitest';
import { requestOf } from '../../src/cli/plan-flags.ts';
import { UserError } from '../../src/errors.ts';

test('a target is read where the command line is', () => {
  expect(requestOf('smoke', { timeScale: 1, target: 'http://127.0.0.1:8080/' }, process).target).toBe(
    'http://127.0.0.1:8080',
  );
  expect(requestOf('smoke', { timeScale: 1 }, process).target).toBeUndefined();
  expect(() => requestOf('smoke', { timeScale: 1, target: '127.0.0.1:8080' }, process)).toThrow(UserError);
});

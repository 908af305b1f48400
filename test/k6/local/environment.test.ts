import { expect, test } from 'vitest';
import { engineEnvironment } from '../../../src/k6/local/environment.ts';

test('an engine gets what a process needs and what is handed over by name, and no K6_* of either', () => {
  const own = { PATH: '/bin', K6_VUS: '300', K6_BLACKLIST_IPS: '', SECRET: 'x', LANG: undefined };
  const given = engineEnvironment(own, { USERS: '3', K6_DURATION: '9h', k6_no_thresholds: '1' });
  expect(given).toMatchObject({ PATH: '/bin', USERS: '3' });
  expect(
    Object.keys(given).filter((name) => /^(K6_(VUS|BLACKLIST_IPS|DURATION)|k6_.*|SECRET|LANG)$/.test(name)),
  ).toEqual([]);
});

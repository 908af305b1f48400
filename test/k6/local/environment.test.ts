import { expect, test } from 'vitest';
import { droppedArguments } from '../../../src/k6/local/browser-variables.ts';
import { engineEnvironment } from '../../../src/k6/local/environment.ts';

test('an engine gets what a process needs and what is handed over by name, and no K6_* of either', () => {
  const own = { PATH: '/bin', K6_VUS: '300', K6_BLACKLIST_IPS: '', SECRET: 'x', LANG: undefined };
  const given = engineEnvironment(own, { USERS: '3', K6_DURATION: '9h', k6_no_thresholds: '1' });
  expect(given).toMatchObject({ PATH: '/bin', USERS: '3' });
  expect(
    Object.keys(given).filter((name) => /^(K6_(VUS|BLACKLIST_IPS|DURATION)|k6_.*|SECRET|LANG)$/.test(name)),
  ).toEqual([]);
});

test('a browser is told how to start, and nothing by which it would go past the allow-list', () => {
  const own = {
    K6_BROWSER_EXECUTABLE_PATH: '/opt/chrome',
    K6_BROWSER_ARGS: '--no-sandbox, lang=de,proxy-server=http://192.0.2.1,host-resolver-rules=MAP * 192.0.2.1',
    K6_BROWSER_ENABLED: '1',
  };
  const given = Object.entries(engineEnvironment(own, {})).filter(([name]) => name.startsWith('K6_BROWSER'));
  expect(Object.fromEntries(given)).toEqual({
    K6_BROWSER_EXECUTABLE_PATH: '/opt/chrome',
    K6_BROWSER_ARGS: 'no-sandbox,lang=de',
  });
  expect(droppedArguments(own)).toEqual(['proxy-server', 'host-resolver-rules']);
});

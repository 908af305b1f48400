import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { refuseProxies } from '../../src/target/proxy.ts';

describe('a proxy between k6 and the target', () => {
  test.each(['HTTP_PROXY', 'https_proxy', 'ALL_PROXY', 'auto_proxy'])('%s is refused by its name', (name) => {
    const handed = { API_KEY: 'k', [name]: 'http://127.0.0.1:3128' };
    expect(() => refuseProxies(handed)).toThrow(UserError);
    expect(() => refuseProxies(handed)).toThrow(new RegExp(`${name} is handed over.*allow-list`, 's'));
  });

  test('an empty one, an exception from one and another name are none', () => {
    expect(() => refuseProxies({ HTTP_PROXY: '', NO_PROXY: '*', PROXY: 'http://x', MY_HTTP_PROXY: 'y' })).not.toThrow();
  });
});

import { describe, expect, test } from 'vitest';
import type { RunError, UserError } from '../../src/errors.ts';
import { allowTarget, refuseHosts } from '../../src/target/allow.ts';

const NAMES: Record<string, string[]> = {
  localhost: ['127.0.0.1', '::1'],
  'rebind.example': ['127.0.0.1', '192.0.2.9'],
  'staging.example': ['192.0.2.1', '2001:db8::1'],
  'auth.example': ['192.0.2.2'],
  'meta.example': ['169.254.169.254'],
};

async function resolve(host: string): Promise<string[]> {
  const found = NAMES[host];
  if (!found) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
  return found;
}

const allow = (target: string, list: string[] = []) => allowTarget({ target, allow: list, resolve });
const failure = (target: string, list: string[] = []) =>
  allow(target, list).then(
    () => undefined,
    (error: UserError | RunError) => error,
  );

describe('allowTarget', () => {
  test.each([
    'http://127.0.0.1:1',
    'http://127.8.9.10',
    'http://[::1]:80/x',
    'http://localhost:3000',
    'http://LOCALHOST./',
    'http://[::ffff:127.0.0.1]/',
  ])('loopback needs no permission: %s', async (target) => {
    expect((await allow(target)).addresses.length).toBeGreaterThan(0);
  });

  test.each([
    ['http://192.0.2.1', '192.0.2.1'],
    ['http://staging.example', 'staging.example'],
    ['http://10.0.0.1:80', '10.0.0.1'],
    ['http://192.168.1.1', '192.168.1.1'],
    ['http://[2001:db8::2]', '["2001:db8::2"]'],
    ['http://rebind.example', 'rebind.example'],
    ['http://0.0.0.0:80', '0.0.0.0'],
  ])('%s is refused with the line to add', async (target, line) => {
    const error = await failure(target);
    expect(error).toMatchObject({ name: 'UserError', exitCode: 6 });
    expect((error as UserError).problems[0]?.next).toContain(`safety: { allow: [${line.replace(/^\[|\]$/g, '')}] }`);
  });

  test('a listed name, address or network is allowed', async () => {
    expect((await allow('http://staging.example', ['Staging.Example'])).addresses).toEqual([
      { name: 'staging.example', address: '192.0.2.1' },
      { name: 'staging.example', address: '2001:db8::1' },
    ]);
    await allow('http://192.0.2.77', ['192.0.2.0/24']);
    await allow('http://auth.example', ['192.0.2.0/24']);
    await allow('http://[2001:db8::2]', ['2001:db8::/32']);
    expect(await failure('http://staging.example', ['192.0.2.0/24'])).toMatchObject({ exitCode: 6 });
  });

  test('what else is listed may be reached too; a name that does not resolve is told', async () => {
    expect(await allow('http://127.0.0.1', ['auth.example', 'gone.example', '10.0.0.0/8'])).toEqual({
      addresses: [
        { name: null, address: '127.0.0.1' },
        { name: 'auth.example', address: '192.0.2.2' },
        { name: null, address: '10.0.0.0/8' },
      ],
      unresolved: ['gone.example'],
    });
  });

  test('metadata addresses must be listed themselves', async () => {
    for (const list of [[], ['169.254.0.0/16'], ['0.0.0.0/1', '128.0.0.0/1']]) {
      expect(await failure('http://169.254.169.254/latest', list)).toMatchObject({ exitCode: 6 });
    }
    expect(await failure('http://meta.example', ['meta.example'])).toMatchObject({ exitCode: 6 });
    await allow('http://169.254.169.254', ['169.254.169.254']);
    expect((await allow('http://127.0.0.1', ['meta.example'])).addresses).toEqual([
      { name: null, address: '127.0.0.1' },
    ]);
  });

  test('an unknown name is exit 8 with the resolver’s words', async () => {
    expect(await failure('http://nowhere.example')).toMatchObject({
      name: 'RunError',
      exitCode: 8,
      message: expect.stringContaining('ENOTFOUND nowhere.example'),
    });
    expect(await failure('http://nowhere.example', ['nowhere.example'])).toMatchObject({ exitCode: 8 });
  });
});

test('refuseHosts names every host that a script may not reach', async () => {
  const hosts = ['127.0.0.1', 'localhost', 'auth.example', 'staging.example', 'nowhere.example'].map((host) => ({
    url: new URL(`http://${host}`),
    where: 'x.js',
  }));
  const error: UserError = await refuseHosts(hosts, { allow: ['auth.example'], resolve }).then(
    () => undefined as never,
    (reason: UserError) => reason,
  );
  expect(error.exitCode).toBe(6);
  expect(error.problems.map(({ what }) => what)).toEqual([
    'x.js would send load to staging.example, which is not allowed',
    'x.js would send load to nowhere.example, which is not allowed',
  ]);
});

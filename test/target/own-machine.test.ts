import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { isOnThisMachine } from '../../src/target/own-machine.ts';

describe('a host is on this machine', () => {
  const own = Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address));

  it.each([['127.0.0.1'], ['127.8.0.1'], ['::1'], ['localhost'], ['api.localhost'], ...own.map((each) => [each])])(
    '%s',
    (host) => {
      expect(isOnThisMachine([host])).toBe(true);
      expect(isOnThisMachine(['192.0.2.7', host])).toBe(true);
    },
  );

  it.each(['192.0.2.7', '2001:db8::7', 'example.org', 'localhost.example.org'])('not %s', (host) => {
    expect(isOnThisMachine([host])).toBe(false);
  });

  it('not when there is none', () => {
    expect(isOnThisMachine([])).toBe(false);
  });
});

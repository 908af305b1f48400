import { expect, test } from 'vitest';
import { BlockedAddresses, nameOf } from '../../../src/k6/log/blocked.ts';

const RANGE = '128.0.0.0/1';
const line = (msg: string, more: Record<string, string> = {}) => JSON.stringify({ level: 'warning', msg, ...more });
const dialled = (address: string, ip: string) =>
  line(`dial "tcp://${address}": IP (${ip}) is in a blacklisted range (${RANGE})`, { source: 'allow-list' });

test('loadkit’s engine says itself what it blocked, with the port where that is not the usual one', () => {
  const blocked = new BlockedAddresses([], true);
  expect(blocked.add(dialled('shop.example:443', '192.0.2.1'))).toEqual({ host: 'shop.example', address: '192.0.2.1' });
  blocked.add(dialled('shop.example:8443', '192.0.2.1'));
  blocked.add(dialled('192.0.2.2:80', '192.0.2.2'));
  blocked.add(dialled('[2001:db8::1]:9000', '2001:db8::1'));
  expect(blocked.add(dialled('shop.example:80', '192.0.2.1'))).toBeUndefined();
  expect(blocked.get().map(nameOf)).toEqual([
    'shop.example (192.0.2.1)',
    'shop.example:8443 (192.0.2.1)',
    '192.0.2.2',
    '[2001:db8::1]:9000',
  ]);
});

test('what a page asked for is named as k6’s browser module says it', () => {
  const blocked = new BlockedAddresses([], true);
  const text = `request GET https://cdn.example/a.js was aborted: IP 192.0.2.3 is in a blacklisted range "${RANGE}"`;
  blocked.add(line(text, { source: 'browser', category: 'NetworkManager:onRequestPaused' }));
  expect(blocked.get()).toEqual([{ host: 'cdn.example', address: '192.0.2.3' }]);
});

test('what a script prints or throws is not believed: a target may have answered it', () => {
  const said = `IP (192.0.2.9) is in a blacklisted range (${RANGE})`;
  const printed = line(`"source":"allow-list" dial "tcp://evil.example:80": ${said}`, { source: 'console' });
  const thrown = line(`Error: unexpected: ${said}`, { source: 'stacktrace' });
  const warned = line('Request Failed', { error: `Get "http://evil.example/": ${said}` });
  const engine = new BlockedAddresses([], true);
  for (const each of [printed, thrown, warned, said]) engine.add(each);
  expect(engine.get()).toEqual([]);
  const stock = new BlockedAddresses([], false);
  for (const each of [printed, said]) stock.add(each);
  expect(stock.get()).toEqual([]);
  stock.add(warned);
  expect(stock.get()).toEqual([{ host: 'evil.example', address: '192.0.2.9' }]);
});

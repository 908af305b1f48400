import { BlockList, isIPv4 } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockingArguments, safetyOptions } from '../../../src/k6/local/options.ts';

/** The blocked networks in the hands of somebody else's code. */
function blocked(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address, prefix] = network.split('/') as [string, string];
    list.addSubnet(address, Number(prefix), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return (address) => list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.constantFrom('0.0.0.0', '255.255.255.255', '::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'),
);
const isMapped = (text: string) => /^(0*:)*:?(0+:)*ffff:(\d+\.|[0-9a-f]+:[0-9a-f]+$)/i.test(text);
const isLoopback = (text: string) =>
  text.startsWith('127.') || new URL(`http://${isIPv4(text) ? text : `[${text}]`}`).hostname === '[::1]';

test('what is allowed is outside the blocked networks, everything else inside', () => {
  fc.assert(
    fc.property(fc.array(address, { maxLength: 5 }), fc.array(address, { maxLength: 10 }), (allowed, others) => {
      const isBlocked = blocked(
        safetyOptions({ addresses: allowed.map((each) => ({ name: null, address: each })) }).blacklistIPs,
      );
      const same = new BlockList();
      for (const each of allowed) same.addAddress(each, isIPv4(each) ? 'ipv4' : 'ipv6');
      for (const each of allowed) expect(isBlocked(each)).toBe(false);
      for (const each of others.filter((other) => !isMapped(other) && !isLoopback(other))) {
        expect(isBlocked(each)).toBe(!same.check(each, isIPv4(each) ? 'ipv4' : 'ipv6'));
      }
    }),
    { numRuns: 60 },
  );
});

test('neighbours of what is allowed are blocked, for networks too', () => {
  const { blacklistIPs } = safetyOptions({
    addresses: [
      { name: null, address: '10.1.0.0/16' },
      { name: null, address: '2001:db8::/32' },
      { name: null, address: '192.0.2.7' },
    ],
  });
  const isBlocked = blocked(blacklistIPs);
  for (const inside of [
    '10.1.0.0',
    '10.1.255.255',
    '2001:db8::',
    '2001:db8:ffff::1',
    '192.0.2.7',
    '127.0.0.1',
    '127.255.255.255',
    '::1',
  ]) {
    expect([inside, isBlocked(inside)]).toEqual([inside, false]);
  }
  for (const outside of [
    '10.0.255.255',
    '10.2.0.0',
    '2001:db7:ffff::',
    '2001:db9::',
    '192.0.2.6',
    '192.0.2.8',
    '126.255.255.255',
    '128.0.0.0',
    '::',
    '::2',
  ]) {
    expect([outside, isBlocked(outside)]).toEqual([outside, true]);
  }
});

test('no IPv6 network begins with a mapped address, which Go would read as an IPv4 network', () => {
  const { blacklistIPs } = safetyOptions({
    addresses: [
      { name: null, address: '::fffe:0:0/96' },
      { name: null, address: '::1:0:0:0/80' },
    ],
  });
  expect(blacklistIPs.filter((network) => /^0:0:0:0:0:ffff:/.test(network))).toEqual([]);
  expect(blocked(blacklistIPs)('::2:0:0:0')).toBe(true);
});

test('names are pinned to their first address; those that k6 cannot pin are held by their addresses alone', () => {
  const { hosts } = safetyOptions({
    addresses: [
      { name: 'api.example', address: '192.0.2.1' },
      { name: 'api.example', address: '192.0.2.2' },
      { name: 'my_service', address: '192.0.2.3' },
      { name: null, address: '192.0.2.4' },
    ],
  });
  expect(hosts).toEqual({ 'api.example': '192.0.2.1' });
});

test('a network around a metadata address does not allow that one; the address itself does', () => {
  const around = blocked(safetyOptions({ addresses: [{ name: null, address: '169.254.0.0/15' }] }).blacklistIPs);
  expect([around('169.254.169.254'), around('169.254.0.0'), around('169.255.0.1')]).toEqual([true, true, false]);
  const itself = blocked(safetyOptions({ addresses: [{ name: null, address: '169.254.169.254' }] }).blacklistIPs);
  expect([itself('169.254.169.254'), itself('169.254.169.253'), itself('169.254.169.255')]).toEqual([
    false,
    true,
    true,
  ]);
});

test('with nothing allowed only loopback is left', () => {
  const isBlocked = blocked(safetyOptions({ addresses: [] }).blacklistIPs);
  expect([isBlocked('127.0.0.1'), isBlocked('::1'), isBlocked('8.8.8.8'), isBlocked('2001:4860::8888')]).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test('k6 is told in arguments, none of them longer than a system takes', () => {
  const addresses = Array.from({ length: 60 }, (_, i) => ({ name: null, address: `2001:db8:${i}::${i}` }));
  const { blacklistIPs } = safetyOptions({ addresses });
  const told = blockingArguments(['9.9.9.9/32', ...blacklistIPs]);
  expect(Math.max(...told.map(({ length }) => length))).toBeLessThan(100_000);
  expect(told.flatMap((argument) => argument.replace('--blacklist-ip=', '').split(','))).toEqual([
    '9.9.9.9/32',
    ...blacklistIPs,
  ]);
  expect(blockingArguments([])).toEqual([]);
});

import { expect, test } from 'vitest';
import { pinnedAddress } from '../../src/target/pins.ts';

const PINS = {
  'shop.example': '127.0.0.1:8341',
  'shop.example:8080': '127.0.0.2:9',
  '*.shop.example': '[::1]:80',
  '*.b.shop.example': '10.0.0.1',
  'six.example': '::1',
};

test.each([
  ['shop.example', '80', '127.0.0.1'],
  ['shop.example', '8080', '127.0.0.2'],
  ['a.shop.example', '80', '::1'],
  ['a.b.shop.example', '80', '10.0.0.1'],
  ['six.example', '443', '::1'],
  ['other.example', '80', undefined],
  ['notshop.example', '80', undefined],
])('%s:%s is pinned to %s', (host, port, expected) => {
  expect(pinnedAddress(PINS, host, port)).toBe(expected);
});

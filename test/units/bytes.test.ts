import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseBytes } from '../../src/units/bytes.ts';

test.each([
  ['1 B', 1],
  ['2 GB', 2e9],
  ['2GB', 2e9],
  ['1.5 MB', 1.5e6],
  ['1 kB', 1000],
  ['1 KB', 1000],
  ['128Mi', 128 * 2 ** 20],
  ['512 KiB', 512 * 1024],
  ['1 TiB', 2 ** 40],
  ['1 TB', 1e12],
  ['0 B', 0],
])('%s is %d bytes', (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes);
});

test.each(['', '5', '-1 GB', '1e3 B', '1  GB', '1 gb', '1 G', 'GB', '1.5.2 GB', '1 GBps', ' 1 GB'])(
  '%j is no size',
  (text) => {
    expect(parseBytes(text)).toBeUndefined();
  },
);

test('never throws, never gives a negative size', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(parseBytes(text) ?? 0).toBeGreaterThanOrEqual(0);
    }),
  );
});

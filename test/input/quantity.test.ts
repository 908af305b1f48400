import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import {
  Bandwidth,
  Cores,
  Duration,
  DurationOrZero,
  meantDuration,
  percent,
  Share,
  ShareOfRequest,
  ShareOrAll,
  Size,
} from '../../src/input/quantity.ts';

const told = (schema: z.ZodType, value: unknown) =>
  schema
    .safeParse(value)
    .error?.issues.map(({ message }) => message)
    .join();

describe('durations', () => {
  test.each([
    ['10m', 600],
    ['1m30s', 90],
    ['500ms', 0.5],
  ])('%s', (text, seconds) => {
    expect(Duration.parse(text)).toBe(seconds);
  });

  test.each([
    ['0', '"0" is no duration'],
    ['0s', 'a duration of zero does nothing'],
    ['-5s', '"-5s" is no duration'],
    ['1e9h', '"1e9h" is no duration'],
    ['5 m', 'write 5m'],
    ['5M', '"5M" is no duration'],
    ['NaN', '"NaN" is no duration'],
    ['1.5.2', '"1.5.2" is no duration'],
    ['', '"" is no duration'],
    ['31d', 'at most 30 days'],
    [5, 'a duration needs its unit: write 5s'],
    [null, 'expected a duration such as 30s, found null'],
    [['5s'], 'expected a duration such as 30s, found ["5s"]'],
  ])('refuses %j', (written, message) => {
    expect(told(Duration, written)).toContain(message);
  });

  test('a ramp may take no time', () => {
    expect(DurationOrZero.parse('0s')).toBe(0);
  });

  test.each([
    ['5 min', '5m'],
    ['90 seconds', '90s'],
    ['200 MS', '200ms'],
    ['2 hrs', '2h'],
    ['5M', undefined],
    ['soon', undefined],
    ['5 constructor', undefined],
  ])('%s probably means %s', (text, meant) => {
    expect(meantDuration(text)).toBe(meant);
  });
});

test('sizes', () => {
  expect(Size.parse('2 GB')).toBe(2e9);
  expect(Size.parse('128Mi')).toBe(134_217_728);
  expect(told(Size, 2)).toBe('a size needs its unit: write 2 GB');
  expect(told(Size, 536_870_912)).toBe('a size needs its unit: write 536870912 B');
  expect(['512M', '2G', '64k', '1.5T'].map((text) => Size.parse(text))).toEqual([512e6, 2e9, 64e3, 1.5e12]);
  expect(told(Size, '512m')).toContain('in Kubernetes m is a thousandth of a byte: write 512M or 512Mi');
  expect(['2gb', '2 g', '512K'].map((text) => told(Size, text))).toEqual([
    '"2gb" is no size: write 2 GB',
    '"2 g" is no size: write 2 GB',
    '"512K" is no size: write 512 kB',
  ]);
  for (const text of ['0 GB', '-1 GB', '2 gigs', `${'9'.repeat(400)} GB`])
    expect(told(Size, text)).toContain('is no size');
});

test('bandwidths, written in bits and held in bytes', () => {
  expect(['100Mbps', '1 Gbps', '64kbps', '1.5Mbps'].map((text) => Bandwidth.parse(text))).toEqual([
    12.5e6, 125e6, 8000, 187_500,
  ]);
  expect(told(Bandwidth, 100)).toBe('expected a bandwidth such as 100Mbps, found 100');
  for (const text of ['100', '0Mbps', '100MBps', '100mbps', '-1Gbps'])
    expect(told(Bandwidth, text)).toContain('is no bandwidth: write 100Mbps or 1Gbps');
});

test('cores', () => {
  expect([2, 0.5, '500m', '1500m', '0.5', '2'].map((written) => Cores.parse(written))).toEqual([
    2, 0.5, 0.5, 1.5, 0.5, 2,
  ]);
  for (const written of [0, -1, '0', '0m', '-1', '2 cores', '', Number.NaN, null])
    expect(Cores.safeParse(written).success).toBe(false);
});

test('shares', () => {
  expect(['5%', '0.5 %', 0.05, 0, '0%'].map((written) => Share.parse(written))).toEqual([0.05, 0.005, 0.05, 0, 0]);
  for (const written of ['100%', 1, 5, -0.1, '5', 'five', null, Number.NaN])
    expect(Share.safeParse(written).success).toBe(false);
});

test('utilisations of a request may be above all of it, in per cent', () => {
  expect(['70%', 0.7, '100%', '160%', '381 %'].map((written) => ShareOfRequest.parse(written))).toEqual([
    0.7, 0.7, 1, 1.6, 3.81,
  ]);
  for (const written of [0, '0%', 1, 1.6, 70, '70', -0.1, '-5%', null, Number.NaN])
    expect(ShareOfRequest.safeParse(written).success).toBe(false);
});

test('shares that may be everything, which must be said in per cent', () => {
  expect(['1%', 0.01, '100%', '0%', 0].map((written) => ShareOrAll.parse(written))).toEqual([0.01, 0.01, 1, 0, 0]);
  for (const written of [1, '1', 2, '101%', '-1%', -0.1, 'all', null, Number.NaN])
    expect(ShareOrAll.safeParse(written).success).toBe(false);
  expect(told(ShareOrAll, 1)).toBe('1 is no share: write 1%, 0.01 or 100%');
});

test('per cent carry no noise of binary division', () => {
  expect([99.9, 99.95, 0.1, 7].map(percent)).toEqual([0.999, 0.9995, 0.001, 0.07]);
});

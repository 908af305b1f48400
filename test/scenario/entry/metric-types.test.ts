import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { telling } from '../../../src/scenario/entry/metric-types.ts';

const DATA = {
  metrics: {
    http_reqs: { type: 'counter', contains: 'default', values: { count: 3, rate: 1 } },
    'http_reqs{name:x}': { type: 'counter', contains: 'default', values: { count: 1 } },
    wait: { type: 'trend', contains: 'time', values: { avg: 1 } },
  },
};
let said: string[];

beforeEach(() => {
  said = [];
  vi.stubGlobal('__ENV', { LOADKIT_TYPES: '1' });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const call = (own: unknown, ...args: unknown[]) =>
  (telling(own, (text) => said.push(text)) as (...all: unknown[]) => unknown)(...args);

describe('a handleSummary that tells', () => {
  test('says type, contents and sum of every metric, not of parts of one', () => {
    expect(call(undefined, DATA)).toBeUndefined();
    expect(said).toEqual(['[["http_reqs","counter","default",3],["wait","trend","time",null]]']);
  });

  test('calls the script’s own with what k6 gives, and returns what that returns', () => {
    const own = vi.fn(() => ({ stdout: 'x' }));
    expect(call(own, DATA, 'more')).toEqual({ stdout: 'x' });
    expect(own).toHaveBeenCalledWith(DATA, 'more');
  });

  test('has said it also when the script’s own throws, which k6 gets to see', () => {
    expect(() =>
      call(() => {
        throw new Error('mine');
      }, DATA),
    ).toThrow('mine');
    expect(said).toHaveLength(1);
  });

  test('keeps the lines short when there are many metrics', () => {
    const metric = { type: 'rate', contains: 'default', values: {} };
    call(undefined, { metrics: Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`m${i}`, metric])) });
    expect(said).toHaveLength(3);
    expect(said.flatMap((text) => JSON.parse(text) as unknown[])).toHaveLength(100);
  });

  test('says nothing unasked, and makes nothing of data that it does not know', () => {
    call(undefined, null);
    call(undefined, { results: {} });
    vi.stubGlobal('__ENV', {});
    call(undefined, DATA);
    expect(said).toEqual([]);
  });

  test('leaves alone what is no function: k6 refuses it', () => {
    expect(telling('text', () => {})).toBe('text');
  });
});

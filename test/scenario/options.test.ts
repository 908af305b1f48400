import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Injected } from '../../src/scenario/injected.ts';
import { guarded, probeNote } from '../../src/scenario/options.ts';

const injected: Injected = {
  target: 'http://127.0.0.1',
  seed: 1,
  timeScale: 1,
  stages: null,
  options: null,
  plainOptions: null,
  safety: { hosts: { api: '127.0.0.1' }, blacklistIPs: ['8.0.0.0/8'] },
  systemTags: ['name', 'vu'],
};

describe('guarded', () => {
  test('adds safety and system tags to the script’s own object, and nothing else', () => {
    const own = { vus: 3, thresholds: { checks: ['rate>0.9'] }, tags: { a: 'b' } };
    const before = structuredClone(own);
    expect(guarded(own, injected)).toBe(own);
    expect(own).toEqual({
      ...before,
      hosts: { api: '127.0.0.1' },
      blacklistIPs: ['8.0.0.0/8'],
      systemTags: ['name', 'vu'],
    });
  });

  test('what the script says of its own stays', () => {
    const own = Object.freeze({
      hosts: { api: '127.0.0.9', other: '127.0.0.2' },
      blacklistIPs: ['9.9.9.9/32'],
      systemTags: ['url', 'vu'],
    });
    expect(guarded(own, injected)).toEqual({
      hosts: { api: '127.0.0.9', other: '127.0.0.2' },
      blacklistIPs: ['9.9.9.9/32', '8.0.0.0/8'],
      systemTags: ['url', 'vu', 'name'],
    });
  });

  test('a script without options gets some; a probed one keeps what it has', () => {
    expect(guarded(undefined, injected)).toHaveProperty('hosts');
    const own = { vus: 1 };
    expect(guarded(own, null)).toEqual({ vus: 1 });
  });
});

describe('a plan that takes the place of the script’s own load', () => {
  afterEach(() => vi.unstubAllGlobals());
  const options = { scenarios: { main: { executor: 'poisson-arrival-rate' } } };
  const plainOptions = { scenarios: { main: { executor: 'ramping-arrival-rate' } } };
  const plan: Injected = { ...injected, options, plainOptions, replaces: true };

  test.each([
    ['1', options],
    [undefined, plainOptions],
  ])('whatever the script says of it, and what could end it (LOADKIT_ENGINE %s)', (engine, expected) => {
    vi.stubGlobal('__ENV', { LOADKIT_ENGINE: engine });
    const load = { vus: 3, duration: '1h', iterations: 9, stages: [], rps: 5, scenarios: { a: {} } };
    const own = { ...load, thresholds: { checks: ['rate>0.9'] }, tags: { a: 'b' }, userAgent: 'x' };
    const { hosts, blacklistIPs, systemTags, ...rest } = guarded(own, plan);
    expect(rest).toEqual({ ...expected, tags: { a: 'b' }, userAgent: 'x' });
    expect(systemTags).toContain('vu');
  });
});

test('a probe notes what was asked for', () => {
  expect(probeNote(undefined, undefined)).toEqual({ profile: null, override: null, requests: null, exports: null });
  expect(probeNote({ profile: 'stress', override: { steps: [1] } }, 2)).toEqual({
    profile: 'stress',
    override: { steps: [1] },
    requests: 2,
    exports: null,
  });
});

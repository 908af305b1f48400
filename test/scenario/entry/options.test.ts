import { afterEach, describe, expect, test, vi } from 'vitest';
import { completed, probeNote, settable } from '../../../src/scenario/entry/options.ts';
import type { Injected } from '../../../src/scenario/injected.ts';

const injected: Injected = {
  target: 'http://127.0.0.1',
  seed: 1,
  timeScale: 1,
  stages: null,
  options: null,
  plainOptions: null,
  hosts: { api: '127.0.0.1' },
  systemTags: ['name', 'vu'],
};

describe('completed', () => {
  test('adds pinned hosts and system tags to the script’s own object, and nothing else', () => {
    const own = { vus: 3, thresholds: { checks: ['rate>0.9'] }, tags: { a: 'b' } };
    const before = structuredClone(own);
    expect(completed(own, injected)).toBe(own);
    expect(own).toEqual({
      ...before,
      hosts: { api: '127.0.0.1' },
      systemTags: ['name', 'vu'],
    });
  });

  test('what the script says of its own stays', () => {
    const own = Object.freeze({
      hosts: { api: '127.0.0.9', other: '127.0.0.2' },
      blacklistIPs: ['9.9.9.9/32'],
      systemTags: ['url', 'vu'],
    });
    expect(completed(own, injected)).toEqual({
      hosts: { api: '127.0.0.9', other: '127.0.0.2' },
      blacklistIPs: ['9.9.9.9/32'],
      systemTags: ['url', 'vu', 'name'],
    });
  });

  test('accessors, sealed objects and proxies are no reason to fail, nor to leave anything out', () => {
    const reads = { n: 0 };
    const accessors = {
      get hosts() {
        reads.n += 1;
        return { mine: '127.0.0.3' };
      },
      set systemTags(_: unknown) {
        throw new Error('not mine to change');
      },
    };
    const stubborn = new Proxy({ vus: 2 }, { defineProperty: () => false });
    for (const own of [accessors, Object.seal({ vus: 2 }), stubborn]) {
      const options = completed(own, injected);
      expect(options).toMatchObject({ hosts: { api: '127.0.0.1' }, systemTags: ['name', 'vu'] });
    }
    expect(accessors.hosts).toEqual({ api: '127.0.0.1', mine: '127.0.0.3' });
    expect(reads.n).toBe(1);
  });

  test('a script without options gets some; a probed one keeps what it has', () => {
    expect(completed(undefined, injected)).toHaveProperty('hosts');
    const own = { vus: 1 };
    expect(completed(own, null)).toEqual({ vus: 1 });
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
    const { hosts, systemTags, ...rest } = completed(own, plan);
    expect(rest).toEqual({ ...expected, tags: { a: 'b' }, userAgent: 'x' });
    expect(systemTags).toContain('vu');
    const { hosts: _, systemTags: __, ...frozen } = completed(Object.freeze({ ...load, userAgent: 'x' }), plan);
    expect(frozen).toStrictEqual({ ...expected, userAgent: 'x' });
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

describe('settable', () => {
  test('is the script’s own object where k6 can write into it, else a copy', () => {
    const own = { vus: 3 };
    expect([settable(own), settable(undefined), settable(7)]).toEqual([own, undefined, 7]);
    expect(settable(own)).toBe(own);
    const accessor = Object.defineProperty({}, 'hosts', { get: () => ({}), enumerable: true });
    for (const locked of [Object.freeze({ vus: 3 }), Object.preventExtensions({ vus: 3 }), accessor]) {
      const copy = settable(locked) as Record<string, unknown>;
      expect(copy).toEqual(locked);
      copy['vus'] = 4;
      copy['hosts'] = {};
    }
  });
});

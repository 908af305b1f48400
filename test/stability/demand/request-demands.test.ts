import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Watches } from '../../../src/metrics/lines/lines.ts';
import type { WatchedSeries } from '../../../src/result/chart-series.ts';
import { RequestDemand } from '../../../src/result/monitors.ts';
import { requestDemands } from '../../../src/stability/demand/request-demands.ts';
import { stabilityFinding } from '../../../src/stability/finding.ts';
import type { LoadWindow } from '../../../src/stability/load-window.ts';
import { drawUniform } from '../../../src/stats/distributions/uniform.ts';
import { mean } from '../../../src/stats/moments.ts';
import { fitLine } from '../../../src/stats/regression/line-fit.ts';
import { loadWindow } from '../course.ts';

/** About normal: the sum of twelve uniform ones, less six. */
const drawNormal = (uniform: () => number) => Array.from({ length: 12 }, uniform).reduce((sum, one) => sum + one, -6);

/** Steps of 30 s each; what arrives scatters as independent users do, and what is in flight with it. */
function steps(loads: readonly number[], seed = 1, scatter = 1): LoadWindow[] {
  const uniform = drawUniform(seed);
  return loads.flatMap((offered, step) =>
    Array.from({ length: 30 }, (_, i) => {
      const good = Math.max(1, offered + scatter * Math.sqrt(offered) * drawNormal(uniform));
      return loadWindow(step * 30 + i, { offered, arrived: good, good, inFlight: good * 0.05 });
    }),
  );
}

type Read = (window: LoadWindow, i: number) => number | null;

function series(windows: readonly LoadWindow[], metric: string, of: Read, more: Partial<WatchedSeries> = {}) {
  const unit = { memory: 'bytes' as const, db_pool_usage: 'ratio' as const }[metric] ?? 'none';
  return { monitor: 'app', metric, tags: { monitor: 'app' }, unit, values: windows.map(of), ...more } as WatchedSeries;
}

interface Given {
  readonly windows: readonly LoadWindow[];
  readonly watched: readonly WatchedSeries[];
  readonly watches?: Watches | null;
  readonly every?: number;
  readonly more?: Partial<Parameters<typeof requestDemands>[0]>;
  readonly findings?: Parameters<typeof requestDemands>[2];
}

function demands({ windows, watched, watches = 'replica', every = 1, more = {}, findings = [] }: Given) {
  const found = requestDemands(
    { bin: 1, windows, watched, events: [], ...more },
    [{ monitor: 'app', every, watches }],
    findings,
  );
  return found.map((one) => RequestDemand.parse(one));
}

const LOADS = [50, 200, 100, 150];
const RISING = [50, 100, 150, 200];
const noise = (seed: number, sd: number) => {
  const uniform = drawUniform(seed);
  return () => sd * drawNormal(uniform);
};

describe('what a request takes', () => {
  test('the CPU: the slope of the cores in use over what was done, and what is in use without any', () => {
    const [windows, of] = [steps(LOADS), noise(2, 0.02)];
    const [cpu] = demands({ windows, watched: [series(windows, 'cpu', ({ good }) => 0.1 + 0.004 * good + of())] });
    expect(cpu).toMatchObject({ quantity: 'cpu', monitor: 'app', series: 'cpu', of: 'replica', reason: null });
    expect(cpu!.readings).toBeGreaterThan(100);
    expect(cpu!.perRequest!.lower).toBeLessThan(0.004);
    expect(cpu!.perRequest!.upper).toBeGreaterThan(0.004);
    expect(cpu!.perRequest!.value).toBeCloseTo(0.004, 4);
    expect(cpu!.atRest!.value).toBeCloseTo(0.1, 1);
    expect(cpu!.load!.from).toBeCloseTo(50, -1);
  });

  test('a reading that is of another second than the requests does not flatten the line', () => {
    const windows = steps([10, 40, 20, 30]).map((window, i) => ({ ...window, changing: i % 30 === 0 }));
    const late = windows.map((window, i) => 0.02 * (windows[i - 1] ?? window).good);
    const own = windows.map(({ good }) => good);
    expect(fitLine(own, late).slope / 0.02).toBeLessThan(0.9);
    const [cpu] = demands({ windows, watched: [series(windows, 'cpu', (_, i) => late[i]!)] });
    expect(cpu!.perRequest!.value / 0.02).toBeCloseTo(1, 1);
  });

  test('a service that warms up meanwhile takes what it takes: its recovery tells the two apart', () => {
    const windows = steps([...RISING, 50]).map((window, i) => ({ ...window, recovering: i >= 120 }));
    const warming: Read = ({ good }, i) => 0.5 - 0.003 * i + 0.004 * good;
    expect(demands({ windows, watched: [series(windows, 'cpu', warming)] })[0]!.perRequest!.value).toBeCloseTo(
      0.004,
      4,
    );
    const rising = demands({ windows: windows.slice(0, 120), watched: [series(windows, 'cpu', warming)] })[0]!;
    expect(rising.caveats.join()).toContain('only rose');
    const [untold] = demands({
      windows: steps([50, 70, 90, 110]),
      watched: [series(steps([50, 70, 90, 110]), 'cpu', (_, i) => 1 + 0.01 * i + (i % 2) / 50)],
    });
    expect(untold!.perRequest).toBeNull();
  });

  test('every replica of pods adds up; a rate over seconds of another load does not count', () => {
    const windows = steps(LOADS);
    const done = (i: number) => mean(windows.slice(i - 4, i + 1).map(({ good }) => good));
    const pod = (name: string) =>
      series(windows, 'cpu', (_, i) => (i % 5 === 4 ? 0.002 * done(i) : null), { tags: { monitor: 'app', pod: name } });
    const [cpu] = demands({ windows, watched: [pod('a'), pod('b')], every: 5, watches: 'target' });
    expect(cpu!.perRequest!.value).toBeCloseTo(0.004, 4);
    expect(cpu!.readings).toBeGreaterThan(15);
    // The first of each step began under the one before, of which it tells.
    const across = series(windows, 'cpu', (_, i) => (i % 5 === 2 ? 0.004 * done(Math.max(4, i)) : null));
    expect(demands({ windows, watched: [across], every: 5 })[0]!.perRequest!.value).toBeCloseTo(0.004, 4);
  });

  test('memory: of one in flight, by the load and not by time, and at rest', () => {
    const windows = [...steps([50, 200, 100, 150, 50]), ...steps([100])].map((window, i) => ({ ...window, at: i }));
    const of = noise(5, 1e5);
    const [memory] = demands({
      windows,
      watched: [series(windows, 'memory', ({ inFlight }, i) => 2e8 + 3e6 * inFlight! + 1e3 * i + of())],
    });
    expect(memory!.perRequest!.value / 3e6).toBeCloseTo(1, 1);
    expect(memory!.atRest!.value / 2e8).toBeCloseTo(1, 2);
  });

  test.each([
    [
      'grew with time while the load rose',
      (_: LoadWindow, i: number) => 2e8 + 1e6 * i,
      {},
      'time made it change as much',
    ],
    ['was kept', () => 2e8, {}, 'time made it change as much'],
    [
      'leaked',
      ({ inFlight }: LoadWindow) => 2e8 + 3e6 * inFlight!,
      {
        findings: [
          stabilityFinding({ judge: 'leak', verdict: 'leak', text: '', about: { source: 'app', series: 'memory' } }),
        ],
      },
      'it leaked',
    ],
    [
      'began anew',
      ({ inFlight }: LoadWindow) => 2e8 + 3e6 * inFlight!,
      { more: { events: [{ second: 3, kind: 'restart', text: '' }] } },
      'a restart of the target',
    ],
  ] as const)('memory that %s says nothing of a request', (_, of, more, reason) => {
    const windows = steps(RISING);
    const [memory] = demands({ windows, watched: [series(windows, 'memory', of)], ...more });
    expect(memory!.perRequest).toBeNull();
    expect(memory!.reason).toContain(reason);
  });

  test('connections: seconds for which a request holds them, by the pool and by the server', () => {
    const windows = steps(LOADS);
    const [pool, server] = demands({
      windows,
      watched: [
        series(windows, 'db_pool_usage', ({ good }) => (0.03 * good) / 20),
        series(windows, 'db_pool_size', () => 20),
        series(windows, 'db_connections', ({ good }) => 0.02 * good, { tags: { monitor: 'app', state: 'active' } }),
        series(windows, 'db_connections', ({ good }) => 0.005 * good, {
          tags: { monitor: 'app', state: 'idle in transaction' },
        }),
        series(windows, 'db_connections', () => 12, { tags: { monitor: 'app', state: 'idle' } }),
      ],
    });
    expect(pool!.perRequest!.value).toBeCloseTo(0.03, 4);
    expect(server!.perRequest!.value).toBeCloseTo(0.025, 4);
    expect([pool!.of, server!.of]).toEqual(['replica', 'database']);
    expect(server!.caveats).toHaveLength(1);
  });
});

describe('what is not told', () => {
  const windows = steps(LOADS);
  const cpu = [series(windows, 'cpu', ({ good }) => 0.004 * good)];

  test.each([
    ['a generator’s', 'generator', 'the generator'],
    ['something else’s', 'other', 'something else'],
    ['nobody knows whose', null, 'watches: target'],
  ] as const)('%s', (_, watches, reason) => {
    const [found] = demands({ windows, watched: cpu, watches });
    expect([found!.perRequest, found!.of]).toEqual([null, null]);
    expect(found!.reason).toContain(reason);
  });

  test.each([
    ['at one load', steps([100, 100, 100]), 'differed too little'],
    ['of two readings each', steps([50, 100, 150]).map((window, i) => ({ ...window, spoilt: i % 30 > 1 })), 'was read'],
    [
      'while nothing was kept up with',
      steps([100, 200, 300]).map((window) => ({ ...window, good: 50, completed: 50, arrived: window.offered })),
      'was read',
    ],
    [
      'of requests that fail',
      steps(LOADS).map((window) => ({ ...window, failed: 0.2 * window.completed })),
      'was read',
    ],
  ])('%s', (_, windows, reason) => {
    const [found] = demands({ windows, watched: [series(windows, 'cpu', ({ good }) => 0.004 * good)] });
    expect(found!.perRequest).toBeNull();
    expect(found!.reason).toContain(reason);
  });

  test('what does not grow with the load, and what grows faster than it', () => {
    const of = noise(7, 0.1);
    const told = (read: Read) => demands({ windows, watched: [series(windows, 'cpu', read)] })[0]!;
    expect(told(() => 1 + of()).reason).toContain('does not follow the load');
    expect(told(({ good }) => 1e-4 * good ** 2).reason).toContain('faster than the load');
  });

  test('of a run without a monitor nothing', () => {
    expect(demands({ windows, watched: [] })).toEqual([]);
  });
});

describe('whatever a service takes', () => {
  const amounts = fc.record({
    each: fc.double({ min: 1e-4, max: 1, noNaN: true }),
    rest: fc.double({ min: 0, max: 4, noNaN: true }),
    seed: fc.nat(1e6),
  });

  test('a line is found again, and what is measured in another unit is so many times as much', () => {
    fc.assert(
      fc.property(amounts, fc.double({ min: 0.01, max: 100, noNaN: true }), ({ each, rest, seed }, times) => {
        const windows = steps(LOADS, seed, 0);
        const of = (by: number) =>
          demands({ windows, watched: [series(windows, 'cpu', ({ good }) => by * (rest + each * good))] })[0]!;
        const [one, other] = [of(1), of(times)];
        expect(one.perRequest!.value / each).toBeCloseTo(1, 6);
        expect(Math.abs(one.atRest!.value - rest)).toBeLessThan(1e-6 * (rest + each * 200));
        expect(other.perRequest!.value / one.perRequest!.value / times).toBeCloseTo(1, 6);
      }),
      { numRuns: 50 },
    );
  });

  test('the order of the steps changes nothing that is at rest or of a request', () => {
    fc.assert(
      fc.property(amounts, fc.shuffledSubarray(LOADS, { minLength: 4 }), ({ each, rest, seed }, loads) => {
        const windows = steps(loads, seed, 0);
        const [found] = demands({ windows, watched: [series(windows, 'cpu', ({ good }) => rest + each * good)] });
        expect(found!.perRequest!.value / each).toBeCloseTo(1, 6);
      }),
      { numRuns: 30 },
    );
  });
});

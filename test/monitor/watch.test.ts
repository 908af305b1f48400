import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RecordLine } from '../../src/capacity/search-lines.ts';
import { MissedReading, type Monitor, type Reading } from '../../src/monitor/monitor.ts';
import { Watch } from '../../src/monitor/watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const number = (value: number): Reading => ({ metric: 'queue', unit: 'none', value });

/** Watches for some seconds by a clock that only the test moves; what was kept, and what was told. */
async function watched(
  read: (call: number, signal: AbortSignal) => Promise<readonly Reading[]>,
  seconds: number,
  every = 1,
  named: ReadonlySet<string> = new Set(),
) {
  const kept: RecordLine[] = [];
  const said: string[] = [];
  let calls = 0;
  let closed = 0;
  const monitor: Monitor = {
    name: 'app',
    ...{ every, named },
    read: (signal) => read(calls++, signal),
    close: () => {
      closed += 1;
    },
  };
  const watch = new Watch([monitor], {
    put: (line) => Promise.resolve(void kept.push(line)),
    note: (_, text) => Promise.resolve(void said.push(text)),
    say: (text) => void said.push(text),
    redact: (line) => (line.t === 'gap' ? { ...line, reason: line.reason.replace('secret', '***') } : line),
    elapsed: () => performance.now() / 1000,
  });
  watch.begin('2026-11-30T06:00:00Z');
  watch.begin('of another engine');
  await vi.advanceTimersByTimeAsync((seconds - 0.5) * 1000);
  await watch.end();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(closed).toBe(1);
  return { kept, said, calls: () => calls };
}

const framesOf = (lines: readonly RecordLine[]) =>
  lines.flatMap((line) => (line.t === 'frame' ? [[line.s, line.d[0]?.[2]]] : []));
const gapsOf = (lines: readonly RecordLine[]) =>
  lines.flatMap((line) => (line.t === 'gap' ? [[line.s, line.reason]] : []));

it('a reading is a sample of a trend at the second at which it was due; its series is announced once', async () => {
  const { kept, said } = await watched(async (call) => [number(call)], 3);
  expect(kept.slice(0, 2)).toEqual([
    { t: 'hello', v: 1, monitor: 'app', start: '2026-11-30T06:00:00Z', source: 1000 },
    {
      t: 'series',
      id: 0,
      metric: 'queue',
      type: 'trend',
      unit: 'none',
      bits: 9,
      tags: { monitor: 'app' },
      source: 1000,
    },
  ]);
  expect(framesOf(kept)).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
  ]);
  expect(kept[3]).toEqual({ t: 'frame', s: 1, d: [[0, 1, 1, 1, 1, [523776, 1]]], source: 1000 });
  expect(said).toEqual([]);
});

it('the bound of a reading stands in the line of its series', async () => {
  const { kept } = await watched(async () => [{ ...number(10), bound: 10 }], 1);
  expect(kept.filter(({ t }) => t === 'series')).toMatchObject([{ metric: 'queue', bound: 10 }]);
});

it('its own interval is kept, and told', async () => {
  const { kept } = await watched(async () => [number(1)], 12, 5);
  expect(kept[0]).toMatchObject({ every: 5 });
  expect(framesOf(kept).map(([s]) => s)).toEqual([0, 5, 10]);
});

it('one that fails is a gap with its reason, told once and without secrets, and reads on', async () => {
  const fails = async (call: number) => {
    if (call === 1 || call === 2) throw new MissedReading('no answer of secret');
    return [number(7)];
  };
  const { kept, said } = await watched(fails, 4);
  expect(framesOf(kept)).toEqual([
    [0, 7],
    [3, 7],
  ]);
  expect(gapsOf(kept)).toEqual([
    [1, 'no answer of ***'],
    [2, 'no answer of ***'],
  ]);
  expect(said).toEqual(['the monitor app reads nothing: no answer of ***; the run goes on']);
});

it('a reading that lasts holds for every second that falls due while it is taken, also of one that the end cuts off', async () => {
  const up = (value: number): Reading => ({ metric: 'availability', unit: 'ratio', value, lasts: true });
  const hangs = async (call: number, signal: AbortSignal) => {
    if (call === 0) return [up(1)];
    if (call === 1) return new Promise<Reading[]>((answered) => setTimeout(() => answered([up(0), number(7)]), 2900));
    return new Promise<Reading[]>((_, reject) =>
      signal.addEventListener('abort', () => reject(new MissedReading('over', [up(0)]))),
    );
  };
  const { kept, said } = await watched(hangs, 7);
  expect(framesOf(kept)).toEqual([[0, 1], ...[1, 2, 3, 4, 5, 6].map((second) => [second, 0])]);
  expect(kept.flatMap((line) => (line.t === 'frame' ? [line.d.length] : []))).toEqual([1, 2, 1, 1, 1, 1, 1]);
  expect([gapsOf(kept), said]).toEqual([[], []]);
});

it('of any other it is a gap', async () => {
  const slow = async (call: number) => {
    if (call === 0) await new Promise((over) => setTimeout(over, 1900));
    return [number(7)];
  };
  const { kept } = await watched(slow, 3);
  expect(framesOf(kept).map(([s]) => s)).toEqual([0, 2]);
  expect(gapsOf(kept)).toEqual([[1, 'a reading took longer than its interval of 1 s']]);
});

it('what is under way at the end is given up, and is no gap', async () => {
  const hangs = (_: number, signal: AbortSignal) =>
    new Promise<readonly Reading[]>((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(new Error('gone'))),
    );
  const { kept, calls } = await watched(hangs, 1);
  expect([gapsOf(kept), calls()]).toEqual([[], 1]);
});

it('an infinite value is a gap that says so; others of the same second are read', async () => {
  const { kept } = await watched(async () => [{ ...number(Number.POSITIVE_INFINITY), metric: 'share' }, number(1)], 1);
  expect([framesOf(kept), gapsOf(kept)]).toEqual([[[0, 1]], [[0, 'share is +Inf']]]);
});

it('what is not a number is no reading; labels of loadkit’s own are renamed', async () => {
  const { kept } = await watched(
    async () => [number(Number.NaN), { ...number(1), tags: { monitor: 'x', stage: 'y' } }],
    1,
  );
  const series = kept.filter(({ t }) => t === 'series');
  expect(series).toMatchObject([{ tags: { monitor: 'app', exported_monitor: 'x', exported_stage: 'y' } }]);
});

it('more series than can be shown are left out, and that is told', async () => {
  const many = Array.from({ length: 103 }, (_, i) => ({ ...number(i), tags: { pod: `p${i}` } }));
  const { kept, said } = await watched(async () => many, 2);
  expect(kept.filter(({ t }) => t === 'series')).toHaveLength(100);
  expect(said).toEqual([
    'the monitor app reads more than 100 series that no objective names; 3 are not kept: let it `take` fewer',
  ]);
});

const requests = (count: number) =>
  Array.from({ length: count }, (_, i): Reading => ({ ...number(i), metric: 'requests', tags: { route: `/${i}` } }));

it('a series that comes late has room beyond the others where an objective names its metric', async () => {
  const many = Array.from({ length: 100 }, (_, i) => ({ ...number(i), tags: { pod: `p${i}` } }));
  const { kept, said } = await watched(async (call) => [...many, ...requests(call)], 3, 1, new Set(['requests']));
  expect(kept.flatMap((line) => (line.t === 'series' ? [line.tags['route']] : [])).slice(100)).toEqual(['/0', '/1']);
  expect(said).toEqual([]);
});

it('of a named metric with more series than there is room none is read any more: the others would stand for it', async () => {
  const { kept, said } = await watched(async (call) => requests(call === 0 ? 1000 : 1001), 3, 1, new Set(['requests']));
  expect(framesOf(kept).map(([s]) => s)).toEqual([0, 1]);
  expect(gapsOf(kept)).toEqual([1, 2].map((s) => [s, 'requests has too many series: the most are 1000']));
  expect(said.at(-1)).toBe(
    'the monitor app reads more than 1000 series that objectives name; of requests none is kept any more',
  );
});

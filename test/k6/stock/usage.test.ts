import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { GeneratorMeter } from '../../../src/k6/stock/meter.ts';
import {
  cpuIn,
  hostIn,
  pressureIn,
  rssIn,
  Threads,
  type Usage,
  usageOf,
  waitsIn,
} from '../../../src/k6/stock/usage.ts';

describe('what /proc says', () => {
  it('of a process’s CPU, whatever its name', () => {
    expect(cpuIn('42 (a) b) (c) R 1 2 3 4 5 6 7 8 9 10 150 25 7 7 20 0\n')).toBe(1.75);
    expect(cpuIn('')).toBeNull();
  });

  it('of its memory', () => {
    expect(rssIn('Name:\tk6\nVmRSS:\t   61235 kB\nThreads:\t5\n')).toBe(61235 * 1024);
    expect(rssIn('Name:\tk6\n')).toBeNull();
  });

  it('of the host’s CPUs', () => {
    expect(hostIn('cpu  100 0 50 800 20 0 10 20 30 0\ncpu0 1 2\n')).toEqual({ busy: 180, steal: 20, all: 1000 });
    expect(hostIn('')).toBeNull();
    expect(hostIn('cpu 1 2 3\n')).toBeNull();
  });

  it('of CPU pressure', () => {
    expect(pressureIn('some avg10=0.00 avg60=0.00 avg300=0.00 total=1234567\nfull avg10=0.00 total=9\n')).toBe(
      1.234567,
    );
    expect(pressureIn('full avg10=0.00 total=9\n')).toBeNull();
    expect(pressureIn('')).toBeNull();
  });

  test.skipIf(process.platform !== 'linux')('of this process', () => {
    const source = usageOf(process.pid);
    const before = source.read();
    for (const until = process.cpuUsage().user + 100_000; process.cpuUsage().user < until; );
    const after = source.read();
    expect(after.cpu! - before.cpu!).toBeGreaterThanOrEqual(0.08);
    expect(after.rss).toBeGreaterThan(1e7);
    expect(after.host!.all).toBeGreaterThanOrEqual(before.host!.all);
    expect(after.threads!.slices).toBeGreaterThanOrEqual(before.threads!.slices);
    expect(source.pressureOf === null).toBe(after.pressure === null);
  });

  it('of a process that is gone is nothing', () => {
    expect(usageOf(999_999_999).read()).toMatchObject({ cpu: null, rss: null });
  });
});

describe('the generator’s lines', () => {
  const meter = (...readings: Usage[]) => new GeneratorMeter({ pressureOf: 'host', read: () => readings.shift()! });
  const usage = (n: number): Usage => ({
    cpu: n * 0.5,
    rss: 100 + n,
    host: { busy: n * 30, steal: n * 10, all: n * 200 },
    pressure: n * 0.1,
    throttled: n * 0.05,
    threads: { delay: n * 0.02, slices: n * 300 },
  });
  const users = { vus: 3, vusMax: 9 };

  it('are about the second that has ended, in shares of it', () => {
    const [line] = meter(usage(0), usage(1)).line(1, users);
    expect(line).toEqual({
      ...{ t: 'gen', s: 0, cpu: 0.5, rss: 101, vus: 3, vusMax: 9, busy: 0.15, pressure: 0.1, throttled: 0.05 },
      ...{ steal: 0.05, runDelay: 0.02, slices: 300 },
    });
  });

  it('are one a second; seconds that nobody measured are not made up', () => {
    const own = meter(usage(0), usage(1), usage(5));
    const seconds = [1.001, 1.5, 5.2].flatMap((now) => own.line(now, users).map(({ s, cpu }) => [s, cpu]));
    expect(seconds).toEqual([
      [0, 0.5 / 1.001],
      [4, 2 / (5.2 - 1.001)],
    ]);
  });

  it('end with the second that is not over', () => {
    const own = meter(usage(0), usage(1), usage(2));
    expect([...own.line(1, users), ...own.line(1.4, users, true)].map(({ s }) => s)).toEqual([0, 1]);
  });

  it('say null where nothing is known', () => {
    const unknown: Usage = { cpu: null, rss: null, host: null, pressure: null, throttled: null, threads: null };
    expect(meter(unknown, unknown).line(1, users)).toMatchObject([
      { cpu: null, rss: null, busy: null, steal: null, pressure: null, throttled: null, runDelay: null, slices: null },
    ]);
  });
});

describe('the waits of a process’s threads', () => {
  it('add up over threads that come and go', () => {
    const folder = mkdtempSync(join(tmpdir(), 'task-'));
    const write = (tid: string, schedstat: string) => {
      mkdirSync(join(folder, tid), { recursive: true });
      writeFileSync(join(folder, tid, 'schedstat'), schedstat);
    };
    const threads = new Threads(folder);
    expect(threads.read()).toBeNull();
    write('11', '5000 1000000000 3\n');
    write('12', '7000 500000000 2\n');
    expect(threads.read()).toEqual({ delay: 1.5, slices: 5 });
    rmSync(join(folder, '12'), { recursive: true });
    write('11', '9000 2000000000 4\n');
    write('12', '1 250000000 1\n'); // the same number, another thread
    expect(threads.read()).toEqual({ delay: 2.75, slices: 7 });
    rmSync(folder, { recursive: true });
  });

  it('are not guessed', () => {
    expect([waitsIn(''), waitsIn('1 2\n'), new Threads('/nowhere').read()]).toEqual([null, null, null]);
  });
});

import { beforeEach, expect, test, vi } from 'vitest';

const HOUR = 3_600_000;
const clock = vi.hoisted(() => ({ wall: 1_700_000_000_000, monotonic: 0, elapsed: 0 }));
const added = vi.hoisted(() => [] as [string, number][]);
const tags = vi.hoisted(() => ({}) as Record<string, unknown>);

vi.mock('k6/execution', () => ({
  default: {
    scenario: { startTime: 1_700_000_000_000 },
    instance: {
      get currentTestRunDuration() {
        return clock.monotonic;
      },
    },
    vu: { metrics: { tags } },
  },
}));
vi.mock('k6/metrics', () => ({
  Gauge: class {
    readonly name: string;
    constructor(name: string) {
      this.name = name;
    }
    add(value: number) {
      added.push([this.name, value]);
    }
  },
}));

const STAGES = ['0.5x', '1x', '2x'].map((name, i) => ({ name, from: i * 10 }));

/** Loads the library as a script does, under loadkit's engine or a stock k6. */
async function stagedOn(engine: 'loadkit' | 'stock') {
  vi.resetModules();
  vi.stubGlobal('__LOADKIT__', { stages: STAGES });
  vi.stubGlobal('__ENV', { LOADKIT_ENGINE: '1', ...(engine === 'loadkit' ? { LOADKIT_LEDGER: '1' } : {}) });
  vi.stubGlobal('require', (name: string) => {
    if (name !== 'k6/x/loadkit') throw new Error(`unknown module: ${name}`);
    return { iteration: (fn: unknown) => fn, elapsed: () => clock.elapsed };
  });
  const { staged } = await import('../../../src/scenario/entry/stages.ts');
  return staged((data) => [data, tags['stage']]);
}

beforeEach(() => {
  Object.assign(clock, { wall: 1_700_000_000_000, monotonic: 0, elapsed: 0 });
  added.splice(0);
  vi.spyOn(Date, 'now').mockImplementation(() => clock.wall);
});

/** So many seconds pass, by all clocks. */
function pass(seconds: number): void {
  clock.wall += seconds * 1000;
  clock.monotonic += seconds * 1000;
  clock.elapsed += seconds;
}

test.each(['loadkit', 'stock'] as const)(
  'a wall clock that is set by an hour moves no iteration (%s)',
  async (engine) => {
    pass(2);
    const iteration = await stagedOn(engine);
    expect(iteration('data')).toEqual(['data', '0.5x']);
    clock.wall += HOUR;
    expect(iteration(0)).toEqual([0, '0.5x']);
    pass(9);
    expect(iteration(0)).toEqual([0, '1x']);
    clock.wall -= 2 * HOUR;
    pass(10);
    expect(iteration(0)).toEqual([0, '2x']);
  },
);

test('only a stock k6 is told when its scenario began: after five seconds of setup it is still the first stage', async () => {
  await stagedOn('loadkit').then((iteration) => iteration(0));
  expect(added).toEqual([]);
  clock.monotonic = 5000;
  const iteration = await stagedOn('stock');
  pass(1);
  iteration(0);
  pass(8.5);
  expect(iteration(0)).toEqual([0, '0.5x']);
  pass(0.5);
  expect(iteration(0)).toEqual([0, '1x']);
  expect(added).toEqual([['loadkit_start', 1_700_000_000_000]]);
});

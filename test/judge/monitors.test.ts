import { describe, expect, it } from 'vitest';
import { judge } from '../../src/judge/judge.ts';
import { readNothing } from '../../src/result/monitors.ts';
import { fold, planOf, recordOf, runOf, scriptPlan } from '../fixtures/record.ts';
import type { Readings } from '../fixtures/timeline.ts';

const SCRIPT = recordOf(scriptPlan(60));
const monitorsOf = (readings: readonly (number | undefined)[], record = SCRIPT, every = 1) =>
  judge(record, fold(record, runOf(record.plan).watched(readings, { every }))).result.monitors;
const steady = Array.from({ length: 60 }, (_, s) => (s === 30 ? 1 : 0.5));

describe('what monitors read, in a result', () => {
  it('of a plain script over all of it: mean, peak, and how much is unread', () => {
    expect(monitorsOf(steady)).toEqual([
      {
        monitor: 'host',
        every: 1,
        stages: [{ stage: null, seconds: 60, unread: 0, whole: true }],
        series: [
          {
            metric: expect.any(String),
            tags: {},
            unit: expect.any(String),
            stages: [{ stage: null, readings: 60, mean: expect.closeTo(30.5 / 60, 10), peak: 1 }],
          },
        ],
      },
    ]);
  });

  it('of a profile in the judged parts of the stages that count', () => {
    const record = recordOf(planOf());
    const { plan } = record;
    const last = Math.ceil(plan.duration!);
    const counted = plan.stages.filter(({ counts }) => counts);
    const [{ stages, series }] = monitorsOf(
      Array.from({ length: last }, (_, s) => s),
      record,
    ) as [NonNullable<ReturnType<typeof monitorsOf>>[number]];
    expect(stages.map(({ stage }) => stage)).toEqual(counted.map(({ name }) => name));
    const [first] = series[0]!.stages;
    const { from, to } = counted[0]!;
    // Of readings that grow by 1 a second the peak is the last second of the judged part.
    expect(first!.peak).toBe(to - 1);
    expect(first!.mean).toBeGreaterThan(from);
  });

  it('a tenth unread at most speaks for the whole', () => {
    const unread = (count: number) => steady.map((value, s) => (s >= 20 && s < 20 + count ? undefined : value));
    expect([6, 7].map((count) => monitorsOf(unread(count))![0]!.stages[0])).toMatchObject([
      { unread: 6, whole: true },
      { unread: 7, whole: false },
    ]);
  });

  it('a pod that was replaced left no gap, and a metric that was read for half of the time leaves one', () => {
    const half = (first: boolean) => steady.map((value, s) => (s < 30 === first ? value : undefined));
    const both = (first: Partial<Readings>, second: Partial<Readings>) =>
      judge(
        SCRIPT,
        fold(
          SCRIPT,
          runOf(SCRIPT.plan)
            .watched(half(true), first)
            .watched(half(false), { ...second, source: 2 }),
        ),
      ).result.monitors![0]!.stages[0];
    const [old, next] = [{ tags: { pod: 'old' } }, { tags: { pod: 'new' } }];
    expect(both(old, next)).toMatchObject({ unread: 0, whole: true });
    expect(both({ metric: 'cpu' }, { metric: 'memory' })).toMatchObject({ unread: 30, whole: false });
  });

  it('one that never read anything is told from one that had no time to', () => {
    const [never] = monitorsOf([])!;
    expect([never!.series, readNothing(never!)]).toEqual([[], true]);
    const [late] = monitorsOf([], SCRIPT, 30)!;
    expect(readNothing(late!)).toBe(false);
    expect(readNothing(monitorsOf(steady)![0]!)).toBe(false);
  });

  it('none without a monitor', () => {
    expect(judge(SCRIPT, fold(SCRIPT, runOf(SCRIPT.plan))).result).not.toHaveProperty('monitors');
  });
});

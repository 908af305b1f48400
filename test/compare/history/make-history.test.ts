import { describe, expect, test } from 'vitest';
import type { AcceptedChange } from '../../../src/compare/history/accepted.ts';
import { RunHistory } from '../../../src/compare/history/history.ts';
import { makeHistory } from '../../../src/compare/history/make-history.ts';
import { figuresOf } from '../../../src/compare/runs/run-figures.ts';
import { reportOfHistory } from '../../../src/report/stories/history/story.ts';
import type { Result } from '../../../src/result/result.ts';
import { runs, type Watching, watchedRuns } from '../runs/made-runs.ts';
import { nights } from './nights.ts';

const historyOf = (results: readonly Result[], accepted: readonly AcceptedChange[] = []) =>
  RunHistory.parse(
    makeHistory({
      madeAt: '2026-11-30T00:00:00.000Z',
      loadkit: '0.0.0',
      runs: results.map(figuresOf),
      unreadable: [],
      accepted,
      asked: [],
    }),
  );
const slow = (count: number, from: number, seed = 2) => nights(runs(count, { seed, slower: 1.08 }), { from });
const on = (results: readonly Result[], cpuModel: string) =>
  results.map(({ provenance, ...result }) => ({
    ...result,
    provenance: { ...provenance, machine: { ...provenance.machine, cpuModel } },
  }));
const aborted = (results: readonly Result[]) =>
  results.map((result): Result => ({ ...result, run: { ...result.run, state: 'aborted' } }));
/** The same run once more, an hour later. */
const repeated = (result: Result): Result => {
  const startedAt = new Date(Date.parse(result.run.startedAt) + 3_600_000).toISOString();
  return { ...result, run: { ...result.run, id: `${result.run.id}-again`, startedAt } };
};
/** What `loadkit history accept` writes of all that changed. */
const acceptedIn = ({ changes, series }: RunHistory): AcceptedChange[] =>
  changes.flatMap((change) =>
    change.metrics.map(({ label, point, before, after }) => ({
      run: series[0]!.points[point]!.run,
      at: series[0]!.points[point]!.at,
      series: change.series,
      scenario: 'load',
      tier: 'medium',
      metric: label,
      before,
      after,
      why: 'encryption at rest',
    })),
  );

const steady = nights(runs(30));
const slower = [...steady, ...slow(10, 30)];

describe('makeHistory', () => {
  test('what changes at one run is one change, of all metrics, with the run as its id', () => {
    const { verdict, changes, series } = historyOf(slower);
    expect([verdict, changes.length, series.length]).toEqual(['regression', 1, 1]);
    const [change] = changes;
    expect(change).toMatchObject({ id: '20260131-020000-load-medium-a1b2c3', state: 'open', build: null });
    expect(change!.metrics.map(({ label }) => label).sort()).toEqual(['GET /orders p95', 'p50', 'p95', 'p99']);
    expect(change!.metrics[0]!.relative).toBeCloseTo(0.08, 1);
  });

  test('what monitors read is looked at, too: worse is open, what has no worse side is told', () => {
    const watched = (of: Watching) => historyOf(watchedRuns(nights(runs(40)), { noise: 0.01, ...of }));
    const stepped = (metric: string, times: number) => {
      const all = watchedRuns(nights(runs(40)), { noise: 0.01 });
      const changed = all.map((result, at) => ({
        ...result,
        monitors: result.monitors!.map((one) => ({
          ...one,
          series: one.series.map((series) =>
            series.metric === metric && at >= 25
              ? { ...series, stages: series.stages.map((part) => ({ ...part, mean: times * part.mean })) }
              : series,
          ),
        })),
      }));
      return historyOf(changed);
    };
    expect(watched({}).changes).toEqual([]);
    const worse = stepped('usage_0', 1.2);
    expect([worse.verdict, worse.changes.length, worse.changes[0]!.state]).toEqual(['regression', 1, 'open']);
    expect(worse.changes[0]!.metrics[0]!.label).toBe('machine usage_0 mean');
    const told = stepped('traffic_0', 1.2);
    expect(['no-change', told.changes.map(({ state }) => state)]).toEqual([told.verdict, ['told']]);
    // 3 % of a level is no matter, however steady it was.
    expect(stepped('usage_0', 1.03).changes).toEqual([]);
  });

  test('a monitor that reads nothing any more leaves it open', () => {
    const { verdict, reasons } = historyOf(watchedRuns(nights(runs(30)), { silent: (at) => at >= 22 }));
    expect(verdict).toBe('inconclusive');
    expect(reasons).toEqual(['the newest runs of load medium have no reading of the monitor machine']);
  });

  test('more runs behind it leave the id of a change as it is', () => {
    const ids = [10, 15, 40].map((behind) => historyOf([...steady, ...slow(behind, 30)]).changes.map(({ id }) => id));
    expect(new Set(ids.flat()).size).toBe(1);
  });

  test('an accepted change is none any more, with its reason; the next one is, against the new level', () => {
    const accepted = acceptedIn(historyOf(slower));
    const { verdict, changes } = historyOf(slower, accepted);
    expect([verdict, changes.map(({ state }) => state)]).toEqual(['no-change', ['accepted']]);
    expect(changes[0]!.metrics.every(({ why }) => why === 'encryption at rest')).toBe(true);
    const again = [...steady, ...slow(20, 30), ...nights(runs(10, { seed: 3, slower: 1.2 }), { from: 50 })];
    const next = historyOf(again, accepted);
    expect([next.verdict, next.changes.map(({ state }) => state)]).toEqual(['regression', ['open', 'accepted']]);
    expect(next.changes[0]!.metrics.find(({ label }) => label === 'p95')!.relative).toBeCloseTo(0.11, 1);
    // Without the run at which it was accepted, from the next one on.
    expect(historyOf(again.toSpliced(30, 1), accepted).changes.map(({ state }) => state)).toEqual(['open', 'accepted']);
    expect(historyOf(again.slice(30), accepted).changes.map(({ state }) => state)).toEqual(['open']);
  });

  test('what is back, and what began more than 90 days before the newest run, is no alarm', () => {
    const back = historyOf([...slower, ...nights(runs(12, { seed: 4 }), { from: 40 })]);
    expect([back.verdict, back.changes.map(({ state }) => state)]).toEqual(['improvement', ['better', 'undone']]);
    const old = historyOf([...steady, ...slow(100, 30)]);
    expect([old.verdict, old.changes.map(({ state }) => state)]).toEqual(['no-change', ['past']]);
  });

  test('repeats of a build in one night are one point; where these are too few, runs are', () => {
    const all = [...runs(15), ...runs(7, { seed: 2, slower: 1.08 })];
    const twice = nights(all, { version: (night) => `v${night}` }).flatMap((one) => [one, repeated(one)]);
    const { series, changes } = historyOf(twice);
    expect(series[0]).toMatchObject({ runs: 44, pointsAre: 'builds' });
    expect(series[0]!.points).toHaveLength(22);
    expect(changes[0]).toMatchObject({ build: 'v15', state: 'open' });
    expect(changes[0]!.beside).toContainEqual({ what: 'target version', before: ['v14'], after: ['v15'] });
    expect(historyOf(twice.slice(0, 22)).series[0]!.pointsAre).toBe('runs');
  });

  test('what happens while one build stays is a change, and so is what follows a rollback', () => {
    const build = (night: number) => `v${Math.min(night, 11)}`;
    const grown = nights([...runs(22), ...runs(20, { seed: 2, slower: 1.3 })], { version: build });
    const stays = historyOf(grown);
    expect([stays.verdict, stays.changes.map(({ id, build }) => [id, build])]).toEqual([
      'regression',
      [[grown[22]!.run.id, 'v11']],
    ]);
    const back = nights(runs(15, { seed: 3, slower: 1.3 }), { from: 30, version: () => 'v5' });
    const rolledBack = historyOf([...nights(runs(30), { version: (night) => `v${night}` }), ...back]);
    expect([rolledBack.verdict, rolledBack.changes.map(({ id }) => id)]).toEqual(['regression', [back[0]!.run.id]]);
  });

  test('another machine is another series, and no change; as long as it has too few runs nothing is known', () => {
    const moved = (count: number) => [...on(steady, 'A'), ...on(slow(count, 30), 'B')];
    const few = historyOf(moved(5));
    expect([few.verdict, few.changes]).toEqual(['inconclusive', []]);
    expect(few.reasons).toEqual(['load medium has 5 of 12 points since it runs on another machine']);
    const enough = historyOf(moved(12));
    expect([enough.verdict, enough.series.map(({ current }) => current)]).toEqual(['no-change', [false, true]]);
  });

  test('runs that do not count are left out by name; where they are the newest, nothing is known', () => {
    const some = historyOf([...aborted(steady.slice(0, 2)), ...steady.slice(2)]);
    expect([some.verdict, some.read, some.leftOut.map(({ why }) => why)]).toEqual([
      'no-change',
      30,
      ['aborted', 'aborted'],
    ]);
    const last = historyOf([...steady, ...aborted(slow(3, 30))]);
    expect([last.verdict, last.reasons]).toEqual(['inconclusive', ['the newest 3 runs of load medium do not count']]);
  });

  test('how old the newest run is that counts, so that a month without any does not read as quiet', () => {
    const newest = steady.at(-1)!.run;
    const found = historyOf([...steady, ...aborted(slow(1, 30))]);
    expect(found.verdict).toBe('no-change');
    const age = (Date.parse(found.madeAt) - Date.parse(newest.startedAt)) / 1000;
    expect(found.newest).toEqual({ run: newest.id, at: newest.startedAt, age });
    expect(reportOfHistory(found).decision.headline).toBe(
      'Nothing got worse that was not accepted; the newest run is 303 days old',
    );
    expect(historyOf(aborted(steady)).newest).toBeNull();
  });

  test('too few runs, and a metric that nobody measures any more, are inconclusive', () => {
    expect(historyOf(steady.slice(0, 11)).verdict).toBe('inconclusive');
    const mute = steady.map((result, night) =>
      night < 20
        ? result
        : { ...result, stages: result.stages.map((stage) => ({ ...stage, latency: { ...stage.latency, p99: null } })) },
    );
    expect(historyOf(mute).reasons).toEqual(['the newest runs of load medium have no p99']);
  });

  test('failed requests count from 0.1 % on', () => {
    const failing = (failed: number) => [...steady, ...nights(runs(10, { seed: 2, failed }), { from: 30 })];
    expect(historyOf(failing(0.0002)).changes).toEqual([]);
    expect(historyOf(failing(0.005)).changes[0]!.metrics.map(({ label }) => label)).toContain('failed');
  });
});

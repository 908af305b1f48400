import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lastingChanges } from '../../../src/gate/lasting-changes.ts';
import type { Leg } from '../../../src/pipeline/gate/legs.ts';
import { earlierRuns } from '../../../src/pipeline/gate/read-runs.ts';
import { listRuns } from '../../../src/store/runs.ts';
import { foldersOf, nights } from '../../compare/history/nights.ts';
import { runs } from '../../compare/runs/made-runs.ts';
import { emptyFolder } from '../../e2e/command.ts';

test('a change stays open for as many nights whatever a night’s runs: so many nights are looked through, not so many runs', async () => {
  const out = join(emptyFolder(), 'reports');
  const repeats = 3;
  const version = (night: number) => `v${night}`;
  // Each night is one build, made three times; slower from the tenth on.
  const before = runs(10 * repeats);
  const slower = runs(16 * repeats, { seed: 2, slower: 1.2 });
  const made = [...before, ...slower].map((result, at) => {
    const [night] = nights([result], { from: Math.floor(at / repeats), version }) as [typeof result];
    return { ...night, run: { ...night.run, id: night.run.id.replace('-0200', `-0${at % repeats}00`) } };
  });
  foldersOf(out, made);
  const unread: string[] = [];
  const leg = { scenario: 'load', tier: 'medium', repeats } as Leg;
  const found = await earlierRuns(leg, await listRuns(out), unread);
  expect([found.length, unread]).toEqual([26 * repeats, []]);
  const { points, changes } = lastingChanges(found, [], true, { madeAt: '2026-11-30T06:00:00.000Z', loadkit: '0' });
  expect(points).toBe(26);
  expect(changes.map(({ label, since }) => [label, since])).toContainEqual(['p95', made[10 * repeats]!.run.id]);
  // Earlier ones tell of times that nobody remembers.
  const twice = await earlierRuns({ ...leg, repeats: 1 }, await listRuns(out), unread);
  expect(twice).toHaveLength(60);
});

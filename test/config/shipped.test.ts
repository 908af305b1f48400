import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadProject } from '../../src/config/load.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const project = await loadProject({ cwd: root, env: {}, shippedTiers: `${root}tiers` });

test('this clone tests its own sandbox', () => {
  expect(project).toMatchObject({ service: { target: 'sandbox' }, warnings: [] });
  expect(project.service.objectives.map(({ name }) => name)).toEqual([
    'API response',
    'server errors',
    'session creation',
  ]);
});

const GB = 1e9;

/** The thresholds guide: concurrent user expectations, and resource requirements by scale. */
test.each([
  ['small', 10, 50, 20, [1, 1, 2 * GB], [20, 10], [2, 1 * GB]],
  ['medium', 50, 200, 50, [2, 2, 4 * GB], [50, 25], [4, 2 * GB]],
  ['large', 200, 500, 100, [4, 4, 8 * GB], [100, 50], [8, 2 * GB]],
  ['enterprise', 500, 1000, 200, undefined, undefined, undefined],
])('the %s tier has the figures of the guide', (name, sessions, rate, connections, api, pool, workers) => {
  const tier = project.tiers.find((one) => one.name === name)!;
  expect(tier).toMatchObject({ sessions, rate, database: { connections } });
  expect(tier.api && [tier.api.replicas, tier.api.cpu, tier.api.memory]).toEqual(api);
  expect(tier.database?.pool && [tier.database.pool, tier.database.overflow]).toEqual(pool);
  expect(tier.workers && [tier.workers.count, tier.workers.memory]).toEqual(workers);
});

test('the small tier has the scenarios of the guide, to the letter', () => {
  expect(project.tiers[0]?.scenarios).toEqual({
    baseline: { sessions: 10, duration: 600 },
    stress: {
      stages: [
        { duration: 60, users: 10 },
        { duration: 300, users: 50 },
        { duration: 300, users: 100 },
        { duration: 300, users: 200 },
      ],
      recovery: { users: 10, ramp: 30, hold: 300, within: 300 },
    },
    soak: { sessions: 20, duration: 14_400 },
  });
});

test.each(project.tiers.map(({ file }) => file))('%s can be read at a glance', (file) => {
  expect(readFileSync(file, 'utf8').trimEnd().split('\n').length).toBeLessThan(30);
});

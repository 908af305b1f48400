import { describe, expect, test } from 'vitest';
import { integrity, names, run } from './profile-run.ts';

// What is met stands beside other work, too; what a service cannot stand is asked for in alone/.
describe.concurrent('a profile that holds its load', () => {
  test('load holds the rate, and its one stage is judged', async ({ skip, onTestFinished: after }) => {
    const { exit, result, disturbed } = await run(
      {
        scenario: 'load',
        override: 'load: { rate: 60, duration: 5m, ramp: 20s }',
        timeScale: '0.03',
        service: { slots: 4, service: 0.01 },
      },
      after,
    );
    expect(result.run).toMatchObject({ state: 'complete', profile: 'load', arrivals: 'poisson' });
    expect(names(result)).toEqual(['load']);
    if (disturbed) skip(disturbed);
    expect([exit, result.verdict]).toEqual([0, 'met']);
    // 8 s at 60/s, in iterations of 4 requests: four standard deviations
    expect(Math.abs(result.stages[0]!.throughput! - 60)).toBeLessThan(22);
  });

  test('endurance is soak: the sessions, and every record read back as it was written', async ({
    skip,
    onTestFinished: after,
  }) => {
    const { exit, result, folder, disturbed } = await run(
      {
        scenario: 'endurance',
        override: 'endurance: { sessions: 8, duration: 10m }',
        timeScale: '0.015',
        service: { slots: 4, service: 0.01 },
      },
      after,
    );
    expect(result.run).toMatchObject({ scenario: 'soak', profile: 'soak', state: 'complete', arrivals: null });
    expect(folder).toContain('-soak-medium-');
    expect(result.stages).toMatchObject([{ name: 'soak', load: { kind: 'users', to: 8 } }]);
    expect(result.totals.vusMax).toBe(8);
    expect(integrity(result)).toMatchObject({ zone: 'met', actual: 1 });
    expect(integrity(result)!.samples).toBeGreaterThan(20);
    if (disturbed) skip(disturbed);
    expect([exit, result.verdict]).toEqual([0, 'met']);
  });
});

test.concurrent('a breakpoint that never comes: nothing broke up to the ceiling', async ({
  skip,
  onTestFinished: after,
}) => {
  const { exit, result, said, disturbed } = await run(
    {
      scenario: 'breakpoint',
      override: 'breakpoint: { rate: 40, peak: 1.5, duration: 5m }',
      timeScale: '0.03',
      service: { slots: 2, service: 0.001 },
    },
    after,
  );
  expect(names(result)).toEqual(['to 1x', 'to 1.5x']);
  if (disturbed) skip(disturbed);
  expect([exit, result.verdict]).toEqual([0, 'met']);
  expect(result.events).toEqual([]);
  expect(result.estimates.breakingPoint).toMatchObject({ upper: null });
  expect(result.estimates.breakingPoint!.lower).toBeGreaterThan(40);
  expect(said).toContain('Nothing broke in this time-scaled run');
});

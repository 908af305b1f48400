import { expect, test } from 'vitest';
import { type Case, names, run, stages } from '../profile-run.ts';

/** A ramp to 240 requests/s in 18 s, past the tier's 40 at 3 s, on a service that serves so many requests/s. */
export const ramp = (capacity: number): Case => ({
  scenario: 'breakpoint',
  override: 'breakpoint: { rate: 40, peak: 6, duration: 10m }',
  timeScale: '0.03',
  service: { slots: 2, service: 2 / capacity },
});

/** A profile whose service gives way too early; those that may give way: npm run accuracy -- long-runs. */
export function overloads(): void {
  test('a breakpoint below the tier’s rate is a failure', async ({ skip, onTestFinished: after }) => {
    const { exit, result, disturbed } = await run(
      {
        ...ramp(40),
        override: 'breakpoint: { rate: 120, peak: 2, duration: 10m }',
      },
      after,
    );
    expect(result.run.state).toBe('complete');
    expect(names(result)[0]).toBe('to 1x');
    if (disturbed) skip(disturbed);
    expect([exit, result.verdict]).toEqual([3, 'critical']);
    expect(result.estimates.breakingPoint!.lower).toBeLessThan(120);
    expect(stages(result)[0]).toEqual(['to 1x', 'critical', true]);
  });
}

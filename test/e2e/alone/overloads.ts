import { expect, test } from 'vitest';
import { loadkit, timelineIn } from '../command.ts';
import { type Case, integrity, names, run, stages } from '../profile-run.ts';

/** Profiles whose service gives way. */
export function overloads(): void {
  test('a spike that a service cannot stand is reported, and no failure when it recovers', async ({
    skip,
    onTestFinished: after,
  }) => {
    const { exit, result, said, disturbed } = await run(
      {
        scenario: 'spike',
        override: 'spike: { rate: 40, peak: 10, before: 2m, hold: 90s, recovery: { hold: 4m } }',
        timeScale: '0.04',
        service: { slots: 4, service: 0.02 },
      },
      after,
    );
    expect(result.run).toMatchObject({ profile: 'spike', state: 'complete' });
    expect(names(result)).toEqual(['before', 'spike', 'recovery']);
    expect(result.stages[1]).toMatchObject({ zone: 'critical', counts: false });
    expect(integrity(result)).toMatchObject({ zone: 'met' });
    if (disturbed) skip(disturbed);
    expect([exit, result.verdict]).toEqual([0, 'met']);
    expect(stages(result)).toEqual([
      ['before', 'met', true],
      ['spike', 'critical', false],
      ['recovery', 'met', true],
    ]);
    expect(said).toContain("During the spike (10 × the tier's rate, 400 requests/s for 4 s)");
    expect(said).toMatch(
      /It recovered \d+ s after the load had fallen|The objectives held as soon as the load had fallen/,
    );
    expect(result.recovery).toMatchObject({ zone: 'met', stage: 'recovery' });
  });

  /** A ramp to 240 requests/s in 18 s, past the tier's 40 at 3 s, on a service that serves so many requests/s. */
  const ramp = (capacity: number): Case => ({
    scenario: 'breakpoint',
    override: 'breakpoint: { rate: 40, peak: 6, duration: 10m }',
    timeScale: '0.03',
    service: { slots: 2, service: 2 / capacity },
  });

  test('a breakpoint above the tier’s rate is found, ends the load, and is no failure', async ({
    skip,
    onTestFinished: after,
  }) => {
    const { exit, result, stderr, said, folder, disturbed } = await run(ramp(100), after);
    const lines = timelineIn(folder) as unknown as { t: string; kind?: string; text?: string; state?: string }[];
    const event = lines.find((line) => line.kind === 'planned-stop');
    expect(event?.text).toMatch(/^the load was ended: .* was critical from [\d.]+ requests\/s on$/);
    expect(lines.at(-1)).toMatchObject({ t: 'close', state: 'complete', exit: 105, reason: event!.text });
    expect(result.run).toMatchObject({ state: 'complete', planned: 18 });
    expect(result.events).toContainEqual(expect.objectContaining({ kind: 'planned-stop' }));
    expect(names(result)).toEqual(['to 1x', 'to 6x']);
    expect(result.stages[1]!.load!.to).toBeLessThan(240);
    expect(stderr).toContain(event!.text);
    expect(stderr).not.toContain('aborted');
    const again = await loadkit(['report', folder, '--json'], { cwd: folder, after });
    expect(JSON.parse(again.stdout)).toEqual(result);
    if (disturbed) skip(disturbed);
    expect([exit, result.verdict]).toEqual([0, 'met']);
    const { breakingPoint: estimate } = result.estimates;
    expect(estimate).toMatchObject({ unit: 'requests/s', confidence: null });
    expect(said).toContain('A critical limit broke in this time-scaled run');
    // The service serves 100/s; the ramp rises by 13/s each second while the queue grows half a second long.
    expect(estimate!.lower).toBeGreaterThan(80);
    expect(estimate!.upper).toBeLessThan(220);
  });

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

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ramp } from '../e2e/alone/overloads.ts';
import { disturbance } from '../e2e/alone/searches.ts';
import { emptyFolder, loadkit, resultIn, runFolder, timelineIn } from '../e2e/command.ts';
import { integrity, names, run, stages } from '../e2e/profile-run.ts';
import { startService } from '../e2e/service.ts';

// What takes a minute or two each on a machine that nothing else disturbs. The nightly workflow runs it.

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

test('a search with a plain script: its own load is replaced, its requests are counted, a rate never exceeded is a lower bound', async ({
  skip,
  onTestFinished: after,
}) => {
  const service = await startService(undefined, after);
  const cwd = emptyFolder(after);
  writeFileSync(
    join(cwd, 'plain.js'),
    `import http from 'k6/http';
export const options = { vus: 200, duration: '1h', thresholds: { http_req_duration: ['p(95)<150'], checks: ['rate>0.99'] } };
export default function () { http.get('${service.url}/a'); http.get('${service.url}/b'); }`,
  );
  const ended = await loadkit(['capacity', 'plain.js', '--max-rate', '40', '--budget', '2m', '--tier', 'medium'], {
    cwd,
    after,
  });
  const result = resultIn(runFolder(join(cwd, 'reports')));
  expect(ended.stderr).toContain('one iteration made 2');
  expect(result.capacity!.requestsPerIteration).toBe(2);
  expect(result.caveats.map(({ text }) => text).join('\n')).toContain('checks rate>0.99 is not searched');
  const disturbed = disturbance(result);
  if (disturbed) skip(disturbed);
  expect(Math.max(...result.capacity!.probes.map(({ rate }) => rate))).toBeCloseTo(40, 6);
  expect(result.capacity).toMatchObject({ ended: 'ceiling', limitedBy: 'max-rate', binding: null });
  expect(result.estimates.maxSustainableLoad).toMatchObject({ value: null, upper: null });
  expect(result.estimates.maxSustainableLoad!.lower).toBeCloseTo(40, 6);
  // Below the medium tier's 200/s, but nothing says that it would not carry that.
  expect(ended.code).toBe(5);
});

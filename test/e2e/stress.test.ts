import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { maxRateForQuantile } from '../../src/stats/queueing.ts';
import { emptyFolder, loadkit, resultIn, runFolder, undisturbed } from './command.ts';
import { startOwnSandbox } from './service.ts';

/** Guide 000: p95 < 200 ms at the medium tier's 200 requests/s. */
const LIMIT = { quantile: 0.95, limit: 0.2 };
const RATE = 200;
const CONFIG = `objectives:
  - { name: API response, metric: request_time, stat: p95, target: "< 200ms", critical: "> 500ms" }
  - { name: server errors, bad: { status: 5xx }, of: http_reqs, target: "< 1%", critical: "> 5%" }
`;

/** The service time (s) at which so many slots meet the limit up to `capacity` requests/s and not beyond. */
function serviceFor(slots: number, capacity: number): number {
  let [low, high] = [1e-4, 0.06];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (maxRateForQuantile({ servers: slots, serviceTime: middle, ...LIMIT }) > capacity) low = middle;
    else high = middle;
  }
  return low;
}

/** 33 minutes in one and a half: steps of 13.5 s, ramps of 1.35 s. */
const SCALE = '0.045';

describe('stress at the medium tier finds where a service of known capacity breaks', () => {
  test.each([
    { capacity: 0.8, code: 3, between: [100, 200], verdict: 'critical' },
    { capacity: 1.2, code: 0, between: [200, 300], verdict: 'met' },
    { capacity: 2.4, code: 0, between: [400, 600], verdict: 'met' },
  ])(
    'capacity $capacity × the tier: exit $code, breaks between $between',
    async ({ capacity, code, between, verdict }) => {
      const { ended, result } = await undisturbed(async () => {
        const cwd = emptyFolder();
        const sandbox = await startOwnSandbox({ slots: 8, service: serviceFor(8, capacity * RATE), seed: 3 });
        writeFileSync(join(cwd, 'loadkit.config.yaml'), CONFIG);
        const ended = await loadkit(
          ['run', 'stress', '--tier', 'medium', '--target', sandbox.url, '--time-scale', SCALE],
          { cwd },
        );
        await sandbox.close();
        return { code: ended.code, ended, result: resultIn(runFolder(join(cwd, 'reports'))) };
      });
      expect(ended.stderr).toContain('random arrivals, seed');
      expect({ code: ended.code, reasons: result.validity.reasons, verdict: result.verdict }).toEqual({
        code,
        reasons: [],
        verdict,
      });
      const breaking = result.estimates.find((estimate) => estimate.name === 'breaking-point');
      expect([breaking?.lower, breaking?.upper]).toEqual(between);
      expect(result.objectives.find((objective) => objective.name === 'integrity')).toMatchObject({
        zone: 'met',
        actual: 1,
      });
    },
  );
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyFolder, loadkit, resultIn, runFolder, undisturbed } from './command.ts';
import { CASES, CONFIG, SLOTS, serviceFor } from './medium-tier.ts';
import { startOwnSandbox } from './service.ts';

/** 38 minutes in one and a bit: steps of 9 s, ramps of 0.9 s. In full length: npm run accuracy. */
const SCALE = '0.03';
/** Latencies do not scale: what the peak left in flight takes some 10 s to be over at any scale. */
const LONGER_RECOVERY = 'scenarios: { stress: { recovery: { hold: 10m } } }\n';

describe('stress at the medium tier finds where a service of known capacity breaks', () => {
  test.each(CASES)(
    'capacity $capacity × the tier: exit $code, breaks between $between requests/s',
    async ({ capacity, code, between }) => {
      const { ended, result } = await undisturbed(async () => {
        const cwd = emptyFolder();
        const sandbox = await startOwnSandbox({ slots: SLOTS, service: serviceFor(capacity), seed: 3 });
        writeFileSync(join(cwd, 'loadkit.config.yaml'), `${CONFIG}${LONGER_RECOVERY}`);
        const ended = await loadkit(
          ['run', 'stress', '--tier', 'medium', '--target', sandbox.url, '--time-scale', SCALE],
          { cwd },
        );
        await sandbox.close();
        return { code: ended.code, ended, result: resultIn(runFolder(join(cwd, 'reports'))) };
      });
      expect(ended.stderr).toContain('random arrivals, seed');
      expect({ code: ended.code, reasons: result.validity.reasons }).toEqual({ code, reasons: [] });
      const breaking = result.estimates.find((estimate) => estimate.name === 'breaking-point');
      expect([breaking?.lower, breaking?.upper]).toEqual(between);
      expect(result.objectives.find((objective) => objective.name === 'integrity')).toMatchObject({
        zone: 'met',
        actual: 1,
      });
    },
  );
});

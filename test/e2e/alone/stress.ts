import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, loadkit, resultIn, runFolder, undisturbed } from '../command.ts';
import { CASES, CONFIG, SLOTS, serviceFor } from '../medium-tier.ts';
import { startOwnSandbox } from '../service.ts';

/** In full length, and with services of less and of more than twice the tier's capacity: npm run accuracy -- stress. */
const SCALE = '0.03';
const { capacity, code, between } = CASES.find((one) => one.capacity > 1 && one.capacity < 2)!;
const DISTURBED = 5;

/**
 * What does not scale with the time-scale gets longer holds: a queue needs some 10 s to build up, and what the peak
 * left in flight some 10 s to be over, where the verdict rests on that. Of the steps, those stay that the verdict rests
 * on and the pair between which it must break.
 */
const SHAPE = 'scenarios: { stress: { steps: [1, 1.5], hold: 8m, recovery: { hold: 10m, within: 8m } } }\n';

/** A stress run on a service of known capacity. */
export function stress(): void {
  test('stress at the medium tier finds where a service of 1.2 × its rate breaks, names its pool, and is met', async ({
    skip,
    onTestFinished: after,
  }) => {
    const { ended, result, disturbed } = await undisturbed(async () => {
      const cwd = emptyFolder(after);
      // As many are served as there are connections, and the other slots wait for one.
      const size = { slots: 2 * SLOTS, pool: SLOTS, service: serviceFor(capacity) };
      const sandbox = await startOwnSandbox({ ...size, seed: 3 }, after);
      writeFileSync(join(cwd, 'loadkit.config.yaml'), `${CONFIG}${SHAPE}monitors: { page: { metrics: /metrics } }\n`);
      const args = ['run', 'stress', '--tier', 'medium', '--target', sandbox.url, '--time-scale', SCALE];
      const ended = await loadkit([...args, '--format', 'junit'], { cwd, after });
      await sandbox.close();
      const result = resultIn(runFolder(join(cwd, 'reports')));
      // A step that the machine disturbed proves nothing, also above the load on which the verdict rests.
      const pair = result.stages.filter(
        (stage) => stage.role === 'step' && between.some((rate) => rate === stage.load?.to),
      );
      const disturbed = result.verdict === 'inconclusive' || pair.some((stage) => !stage.valid);
      return { code: disturbed ? DISTURBED : ended.code, ended, result, disturbed };
    });
    if (disturbed)
      skip(`the machine disturbed two runs: ${result.stages.flatMap((stage) => stage.reasons).join('; ')}`);
    expect(ended.stderr).toContain('random arrivals, seed');
    expect({ code: ended.code, reasons: result.validity.reasons }).toEqual({ code, reasons: [] });
    const breaking = result.estimates.breakingPoint;
    expect([breaking?.lower, breaking?.upper]).toEqual(between);
    expect(result.objectives.find((objective) => objective.name === 'integrity')).toMatchObject({
      zone: 'met',
      actual: 1,
    });
    const named = result.stability!.filter(({ verdict }) => verdict.startsWith('gave-way'));
    expect(named.map(({ verdict, about }) => [verdict, about.series])).toEqual([['gave-way-first', 'db_pool_usage']]);
    expect(named[0]!.text).toMatch(
      new RegExp(`^the connection pool \\(${SLOTS} of ${SLOTS}\\) gave way first, at 2\\d\\d requests/s`),
    );
  });
}

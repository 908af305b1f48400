import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RecordLine } from '../../src/capacity/search-lines.ts';
import { PACING_CAVEAT } from '../../src/capacity/trials/trials-estimate.ts';
import { maxRateForQuantile } from '../../src/stats/queueing/mmc.ts';
import { emptyFolder, loadkit, resultIn, runFolder, timelineIn } from '../e2e/command.ts';
import { OBJECTIVE, ONE_AFTER_SETUP, SLOTS, spoilt } from '../e2e/one-request.ts';
import { startOwnSandbox } from '../e2e/service.ts';
import { stockK6 } from '../e2e/stock-k6.ts';

const k6 = stockK6();

/** Four minutes, on a machine that does nothing else. */
describe.skipIf(!k6)('loadkit capacity with a stock k6', () => {
  test('searches by trials, a k6 each, in one record that is judged again to the same', async ({ skip }) => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'one.js'), ONE_AFTER_SETUP);
    const sandbox = await startOwnSandbox({ slots: SLOTS, service: 0.025, seed: 3 });
    const begun = performance.now();
    const ended = await loadkit(
      [
        'capacity',
        'one.js',
        '--engine',
        k6!,
        '--target',
        sandbox.url,
        ...OBJECTIVE,
        '--precision',
        '15%',
        '--budget',
        '4m',
        '--json',
      ],
      { cwd },
    );
    expect((performance.now() - begun) / 1000, 'wall time').toBeLessThan(245);
    const { served, serviceSum } = sandbox.stats();
    const folder = runFolder(join(cwd, 'reports'));
    const result = resultIn(folder);
    expect(JSON.parse(ended.stdout)).toEqual(result);
    expect(ended.stderr).toMatch(/of trials, a run of k6 each, then .* held at the lower bound/);
    expect(ended.stderr).toMatch(/^double +20\/s for 1\d s: (19\.\d+|20|20\.\d+)\/s done, .* left$/m);
    expect(result.run).toMatchObject({ state: 'complete', arrivals: 'even' });
    expect(result.capacity!.search.method).toBe('trials');
    expect(result.validity.reasons.map(({ code }) => code)).not.toContain('frames-lost');

    const again = await loadkit(['report', folder, '--json'], { cwd });
    expect(JSON.parse(again.stdout)).toEqual(result);

    const lines = timelineIn(folder);
    const trials = (lines as readonly { t: string }[]).filter(({ t }) => t === 'trial').length;
    expect(result.capacity!.probes.length).toBe(trials);
    expect(result.endpoints.find(({ name }) => name === '/setup')).toMatchObject({ requests: trials });
    expect((lines as readonly RecordLine[]).filter(({ t }) => t === 'mark').length).toBe(trials);
    expect(ended.stderr.match(/^(double|between|drain|confirm) /gm)?.length).toBe(trials);

    const disturbed = spoilt(result.capacity!, 'trials', ['invalid']);
    if (disturbed) skip(disturbed);
    expect({ code: ended.code, reasons: result.validity.reasons }).toEqual({ code: 0, reasons: [] });
    const { maxSustainableLoad: found } = result.estimates;
    expect(found!.caveats[0]).toBe(PACING_CAVEAT);
    // Erlang's truth is that of random arrivals; even ones read up to 11 % higher.
    const serviceTime = serviceSum / served;
    const truth = maxRateForQuantile({ servers: SLOTS, serviceTime, quantile: 0.95, limit: 0.15 });
    expect(found!.value! / truth).toBeGreaterThan(0.88);
    expect(found!.value! / truth).toBeLessThan(1.25);
    expect(result.capacity).toMatchObject({
      limitedBy: 'objective',
      confirmation: { held: true },
      requestsPerIteration: 1,
    });
  });
});

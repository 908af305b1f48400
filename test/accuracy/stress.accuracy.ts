import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyFolder, loadkit, resultIn, runFolder } from '../e2e/command.ts';
import { CASES, CONFIG, SLOTS, serviceFor } from '../e2e/medium-tier.ts';
import { startOwnSandbox } from '../e2e/service.ts';

/** 33 minutes each. One alone: npm run accuracy -- -t 'capacity 1.2'. Run folders are kept in the folder KEEP names. */
describe('stress --tier medium, full length, on services of known capacity', () => {
  test.each(CASES)('capacity $capacity × the tier', async ({ capacity, code, between, verdict }) => {
    const cwd = emptyFolder();
    const sandbox = await startOwnSandbox({ slots: SLOTS, service: serviceFor(capacity), seed: 3 });
    writeFileSync(join(cwd, 'loadkit.config.yaml'), CONFIG);
    const ended = await loadkit(['run', 'stress', '--tier', 'medium', '--target', sandbox.url], { cwd });
    const folder = runFolder(join(cwd, 'reports'));
    if (process.env.KEEP) cpSync(folder, join(process.env.KEEP, `capacity-${capacity}`), { recursive: true });
    const result = resultIn(folder);
    const { served, serviceSum } = sandbox.stats();
    process.stdout.write(
      `${ended.stdout}\nheld ${((serviceSum / served) * 1000).toFixed(3)} ms a request over ${served}\n`,
    );
    expect({ code: ended.code, reasons: result.validity.reasons, verdict: result.verdict }).toEqual({
      code,
      reasons: [],
      verdict,
    });
    const breaking = result.estimates.breakingPoint;
    expect([breaking?.lower, breaking?.upper]).toEqual(between);
  });
});

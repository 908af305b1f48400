import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { writeSoak } from '../../scripts/bench/soak.ts';
import { ENDPOINTS } from '../../scripts/bench/soak-objectives.ts';
import { judge } from '../../src/judge/judge.ts';
import { layoutOf } from '../../src/judge/layout.ts';
import { Timeline } from '../../src/metrics/timeline/timeline.ts';
import { FILES, loadRecord } from '../../src/store/runs.ts';
import { readTimeline } from '../../src/store/timeline-file.ts';

const home = mkdtempSync(join(tmpdir(), 'loadkit-soak-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const SOAK = { seconds: 90, rate: 400, seed: 5 };

/** The p95 of a lognormal time of cv 0.6 over its mean: exp(1.645 σ − σ²/2), σ² = ln 1.36. */
const P95 = 2.135;

describe('the soak that the bench writes', () => {
  it('is a record like any other: complete, valid, of the rate, latencies and endpoints that were asked for', async () => {
    const folder = join(home, 'run');
    await writeSoak(folder, SOAK);
    const record = await loadRecord(folder);
    const timeline = new Timeline(layoutOf(record));
    for await (const line of readTimeline(join(folder, FILES.timeline))) timeline.add(line);
    const { result } = judge(record, timeline);
    expect([result.run.state, result.validity, result.run.duration]).toEqual([
      'complete',
      { status: 'valid', reasons: [] },
      SOAK.seconds,
    ]);
    const { requests, failed, iterations, checks } = result.totals;
    expect(requests / (SOAK.rate * SOAK.seconds)).toBeCloseTo(1, 1);
    expect([requests, checks.passes + checks.fails]).toEqual([5 * iterations, requests]);
    expect(failed).toBeGreaterThan(0);
    expect(result.endpoints.map(({ name }) => name).sort()).toEqual(ENDPOINTS.map(([name]) => name as string).sort());
    for (const [name, , service] of ENDPOINTS) {
      const { latency } = result.endpoints.find((endpoint) => endpoint.name === name)!;
      expect(latency.mean! / service).toBeCloseTo(1, 1);
      expect(latency.p95! / service / P95).toBeCloseTo(1, 1);
    }
    const time = timeline.total({ metric: 'request_time', where: { name: '/search' } })!;
    expect(time.deviation / time.mean!).toBeGreaterThan(0.5);
    expect(result.objectives.every(({ samples }) => samples > 0)).toBe(true);
  });

  it('is the same for the same seed only', async () => {
    const hashOf = async (name: string, seed: number) => {
      await writeSoak(join(home, name), { seconds: 12, rate: 200, seed });
      return createHash('sha256')
        .update(gunzipSync(readFileSync(join(home, name, FILES.timeline))))
        .digest('hex');
    };
    const first = await hashOf('a', 1);
    expect(await hashOf('b', 1)).toBe(first);
    expect(await hashOf('c', 2)).not.toBe(first);
  });
});

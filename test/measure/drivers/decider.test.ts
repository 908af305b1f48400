import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { beginSearch } from '../../../src/capacity/search/search.ts';
import type { SearchState } from '../../../src/capacity/search/search-state.ts';
import { searchSettings } from '../../../src/capacity/search/settings.ts';
import { type Decider, startDecider } from '../../../src/measure/drivers/decider.ts';

const settings = searchSettings({ objectives: [{ name: 'p95', allowed: 0.05, limit: 0.2 }] });

function decider(script: string): Decider {
  const folder = mkdtempSync(join(tmpdir(), 'loadkit-decider-'));
  const file = join(folder, 'thread.mjs');
  writeFileSync(file, script);
  const started = startDecider(file);
  onTestFinished(async () => {
    await started.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return started;
}

const tracking: SearchState = {
  asks: [],
  phase: { name: 'track', dither: 0.1, block: 0, done: 3, fromBlock: 0, narrow: 0, above: 0, replayFrom: 280 },
  centre: 5,
  latest: undefined,
};
const log = { arrivals: [1, 2], departures: [1.5, 2.5] };

it('hands the end of a block to the thread, requests and all, and gives its answer', async () => {
  const { decide } = decider(`import { parentPort } from 'node:worker_threads';
parentPort.on('message', (question) => parentPort.postMessage({ done: true, outcome: question }));`);
  const decision = await decide(settings, tracking, { batches: [], log });
  expect(decision).toMatchObject({
    outcome: { settings, state: { centre: 5 }, arrivals: Float64Array.of(1, 2), departures: Float64Array.of(1.5, 2.5) },
  });
  // Where no replay can be made they stay at home.
  expect(await decide({ ...settings, replay: false }, tracking, { batches: [], log })).not.toHaveProperty(
    'outcome.arrivals.length',
  );
});

it('decides the rest at once', async () => {
  const { decide } = decider('throw new Error("never asked");');
  const begun = beginSearch(settings);
  await expect(decide(settings, begun.state, { batches: [] })).rejects.toThrow('the search asked for 1 batches, got 0');
});

it('rejects when the thread is gone, before and after', async () => {
  const { decide } = decider('throw new Error("out of memory");');
  await expect(decide(settings, tracking, { batches: [] })).rejects.toThrow('out of memory');
  await expect(decide(settings, tracking, { batches: [] })).rejects.toThrow('out of memory');
});

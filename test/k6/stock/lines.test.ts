import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { type StockInput, stockLines } from '../../../src/k6/stock/lines.ts';
import { kindsFor } from '../../../src/metrics/catalogue.ts';
import type { EngineLine } from '../../../src/metrics/lines/lines.ts';

const HEADER = 'metric_name,timestamp,metric_value,name,extra_tags,metadata\n';
const now = () => `${Date.now()}000000`;

function run(patch: Partial<StockInput> = {}) {
  const stream = new PassThrough();
  const idle = { cpu: 1, rss: 2, host: { busy: 1, steal: 0, all: 2 }, pressure: 0, throttled: 0, threads: null };
  const lines = stockLines({
    stream,
    ended: Promise.resolve({ code: 0 }),
    source: { pressureOf: 'host', read: () => idle },
    pid: 42,
    k6: 'v2.9.0',
    kinds: kindsFor({ library: false }),
    tags: [],
    summary: () => ({ summary: new Map(), thresholds: undefined }),
    ...patch,
  });
  return { stream, lines };
}

async function all(lines: AsyncIterable<EngineLine | undefined>) {
  const found: (EngineLine | undefined)[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

describe('the lines of a stock k6', () => {
  test('begin with hello when the header comes, and end with the totals when k6 has ended', async () => {
    const { stream, lines } = run({
      summary: () => ({
        summary: new Map([['mine', { kind: { type: 'rate' as const, unit: 'none' as const }, sum: null }]]),
        thresholds: undefined,
      }),
    });
    stream.end(
      `${HEADER}vus,${now()},3.000000,,,\nhttp_reqs,${now()},1.000000,/a,stage=1x,vu=1\nmine,${now()},1.000000,,,\n`,
    );
    const found = await all(lines);
    expect(found[0]).toMatchObject({ t: 'hello', v: 1, k6: 'v2.9.0', version: 'stock', pid: 42, pressureOf: 'host' });
    expect(
      found.filter((line) => line?.t === 'series').map((line) => line.t === 'series' && [line.metric, line.tags]),
    ).toEqual([
      ['vus', {}],
      ['http_reqs', { name: '/a', stage: '1x' }],
      ['mine', {}],
    ]);
    expect(found.filter((line) => line?.t === 'gen')).toMatchObject([{ s: 0, rss: 2, vus: 3 }]);
    expect(found.at(-1)).toMatchObject({
      t: 'end',
      totals: [
        [0, 1, 3],
        [1, 1, 1],
        [2, 1, 1],
      ],
      lost: 0,
      untyped: {},
    });
  });

  test('come while k6 runs', async () => {
    const { stream, lines } = run();
    // The parser looks ahead: it holds the last row back until the next comes.
    stream.write(`${HEADER}http_reqs,${now()},1.000000,/a,,\nhttp_reqs,${now()},1.000000,/a,,\n`);
    const kinds: (string | undefined)[] = [];
    for await (const line of lines) {
      kinds.push(line?.t);
      // Only the clock can have written this: the stream has not ended.
      if (line?.t === 'gen' && !stream.writableEnded) stream.end();
    }
    expect(kinds.slice(0, 4)).toEqual(['hello', 'series', 'frame', 'gen']);
    expect(kinds.at(-1)).toBe('end');
  });

  test('count rows that cannot be read, and go on', async () => {
    const { stream, lines } = run();
    stream.end(
      `${HEADER}http_reqs,${now()},1.000000,/a,,\nhttp_reqs,${now()}\n\nhttp_reqs,${now()},1.000000,"/a,\nx",,\nhttp_reqs,${now()},1.0000`,
    );
    const found = await all(lines);
    expect(found.filter((line) => line === undefined)).toHaveLength(3);
    expect(found.at(-1)).toMatchObject({
      t: 'end',
      totals: [
        [0, 1, 1],
        [1, 1, 1],
      ],
    });
  });

  test('a field that was torn inside its quotes is one row that cannot be read', async () => {
    const { stream, lines } = run();
    stream.end(`${HEADER}http_reqs,${now()},1.000000,/a,,\nhttp_reqs,${now()},1.000000,"/a`);
    const found = await all(lines);
    expect(found.filter((line) => line === undefined)).toHaveLength(1);
    expect(found.at(-1)).toMatchObject({ totals: [[0, 1, 1]] });
  });

  test('have no closing totals when k6 was killed, and none at all when it wrote nothing', async () => {
    const killed = run({ ended: Promise.resolve({ code: null }) });
    killed.stream.end(`${HEADER}http_reqs,${now()},1.000000,/a,,\n`);
    expect((await all(killed.lines)).map((line) => line?.t)).toEqual(['hello', 'series', 'frame', 'gen']);
    const silent = run();
    silent.stream.end();
    expect(await all(silent.lines)).toEqual([]);
  });

  test('of a csv with other columns are an error that names them', async () => {
    const { stream, lines } = run();
    stream.end('name,when,value\na,1,2\n');
    await expect(all(lines)).rejects.toMatchObject({
      exitCode: 7,
      message: expect.stringContaining('name, when, value'),
    });
  });

  test('ask for the summary only after k6 has ended', async () => {
    let over = false;
    const ended = new Promise<{ code: number }>((resolve) => {
      setTimeout(() => {
        over = true;
        resolve({ code: 0 });
      }, 20);
    });
    const asked: boolean[] = [];
    const { stream, lines } = run({
      ended,
      summary: () => {
        asked.push(over);
        return { summary: new Map(), thresholds: undefined };
      },
    });
    stream.end(HEADER);
    await all(lines);
    expect(asked).toEqual([true]);
  });
});

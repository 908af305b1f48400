import { describe, expect, it } from 'vitest';
import { overCeiling } from '../../../src/judge/watch/over-ceiling.ts';
import { CEILINGS } from '../../fixtures/record.ts';
import { Engine, times } from '../../fixtures/timeline.ts';

const WHERE = { file: 'loadkit.config.yaml', line: 3, column: 12, path: 'safety.maxRate' };
const CEILING = { ...CEILINGS, maxRate: 100, stated: { maxRate: WHERE } };

function found({ lines }: Engine, requests: { refill: number; burst: number } | null = { refill: 100, burst: 100 }) {
  const see = overCeiling(CEILING, { requests, iterations: 100 });
  for (const line of lines) {
    const text = see(line);
    if (text !== undefined) return { t: line.t, text };
  }
  return undefined;
}

/** A run in which so many requests end in each second, of `vus` users. */
function ending(perSecond: readonly number[], metric = 'http_reqs', vus = 10): Engine {
  const engine = new Engine().hello();
  for (const [s, n] of perSecond.entries()) engine.counter(s, metric, n).gen(s, { vus });
  return engine;
}

describe('over the ceiling', () => {
  it('is what the engine held back', () => {
    const engine = new Engine().hello().line({ t: 'exceeded', s: 0.4, requests: 101, within: 0.25 });
    expect(found(engine)).toEqual({
      t: 'exceeded',
      text: 'guard rail loadkit.config.yaml:3:12 (safety.maxRate): maxRate is 100 requests/s, and the script asked for 101 requests within 250 ms; the load was ended',
    });
  });

  it('is what a stock k6 tells second by second', () => {
    expect(found(ending([90, 110, 100, 150, 40]))).toBeUndefined();
    expect(found(ending(times(60, 100)))).toBeUndefined();
    expect(found(ending(times(60, 130)))?.text).toContain('the script sent 520 requests within 4 s');
    expect(found(ending([0, 0, 400]))?.text).toContain('the script sent 400 requests within 1 s');
  });

  it('is not what many users were answered at once', () => {
    expect(found(ending([50, 0, 0, 290], 'http_reqs', 200))).toBeUndefined();
    const draining = new Engine().hello();
    const [ended, left] = [
      [50, 0, 0, 400, 400, 400, 100],
      [10, 600, 1200, 900, 600, 300, 300],
    ];
    for (const [s, n] of ended.entries())
      draining.counter(s, 'http_reqs', n).gen(s, { vus: 10, requests: [0, n, left[s]!] });
    expect(found(draining)).toBeUndefined();
  });

  it.each(['ws_msgs_sent', 'grpc_streams_msgs_sent'])('counts %s', (metric) => {
    expect(found(ending(times(9, 200), metric))?.text).toContain('requests within');
  });

  it.each(['ws_msgs_received', 'iterations', 'data_sent'])('does not count %s', (metric) => {
    expect(found(ending(times(9, 2000), metric))).toBeUndefined();
  });

  it('counts gRPC calls', () => {
    const engine = new Engine().hello();
    for (let s = 0; s < 9; s++)
      engine.trend(s, 'grpc_req_duration', times(200, 0.01), { status: '0' }, 'seconds').gen(s);
    expect(found(engine)).toBeDefined();
  });

  it('is nothing where no rate is stated', () => {
    expect(found(ending(times(9, 50_000)), null)).toBeUndefined();
  });

  it('is more users than the project allows', () => {
    const engine = new Engine().hello().gen(0, { vus: 1, vusMax: 20_001 });
    expect(found(engine, null)?.text).toContain('guard rail safety.maxVUs: maxVUs is 20,000 users, and k6 made 20,001');
  });
});

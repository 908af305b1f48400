import { describe, expect, it } from 'vitest';
import { checksOf, errorsOf, measuredAnything, slowestOf, totalsOf } from '../../src/judge/totals.ts';
import { Engine, times } from '../fixtures/timeline.ts';

describe('totalsOf', () => {
  it('counts as k6’s own summary does', () => {
    const engine = new Engine();
    engine.requests(0, { stage: 'a', latencies: times(6, 0.1), failed: 2, iterations: 4 });
    engine.requests(1, { stage: 'b', latencies: times(2, 0.1), iterations: 1 });
    engine.counter(1, 'http_reqs', 3, { status: '0', error_code: '1212' }).counter(1, 'dropped_iterations', 7);
    engine.rate(0, 'checks', 10, 9, { check: 'status' }).rate(1, 'checks', 5, 5, { check: 'body' });
    engine
      .counter(0, 'data_sent', 2, {}, 1500)
      .counter(1, 'data_received', 2, {}, 90_000)
      .gen(0, { vus: 12 })
      .gen(1, { vus: 9 });
    expect(totalsOf(engine.into())).toEqual({
      accounting: null,
      requests: 13,
      failed: 2,
      answered: 10,
      iterations: 5,
      dropped: 7,
      checks: { passes: 14, fails: 1 },
      dataSent: 1500,
      dataReceived: 90_000,
      vusMax: 12,
      requestsPerIteration: 13 / 5,
    });
  });

  it('what think() asks for is that of an iteration, all its pauses together', () => {
    const engine = new Engine();
    engine.requests(0, { latencies: times(4, 0.1), iterations: 4 }).trend(0, 'think_time', times(8, 0.25));
    expect(totalsOf(engine.into()).thinkTime).toBeCloseTo(0.5, 12);
  });
});

describe('checksOf', () => {
  it('adds the stages of a check, most fails first', () => {
    const engine = new Engine();
    engine
      .rate(0, 'checks', 10, 10, { check: 'a', stage: '1x' })
      .rate(1, 'checks', 10, 10, { check: 'b', stage: '1x' });
    engine.rate(2, 'checks', 10, 7, { check: 'b', stage: '2x' }).rate(2, 'checks', 1, 1, { check: 'A' });
    expect(checksOf(engine.into())).toEqual([
      { name: 'b', passes: 17, fails: 3 },
      { name: 'A', passes: 1, fails: 0 },
      { name: 'a', passes: 10, fails: 0 },
    ]);
  });
});

describe('errorsOf', () => {
  it('names status or k6’s error, most frequent first, with the first examples, then exceptions', () => {
    const engine = new Engine();
    const tags = { name: '/x', method: 'GET', expected_response: 'false' };
    engine.rate(0, 'http_req_failed', 5, 5, { ...tags, status: '500', error_code: '1500' });
    engine.rate(0, 'http_req_failed', 9, 9, { ...tags, status: '0', error_code: '1212' });
    engine.rate(0, 'http_req_failed', 4, 4, { ...tags, status: '500', error_code: '1500', stage: '2x' });
    engine.rate(0, 'http_req_failed', 50, 0, { ...tags, status: '200' });
    const id = engine.series('http_req_duration', 'trend', { ...tags, status: '500', error_code: '1500' });
    for (const url of ['http://h/1', 'http://h/2', 'http://h/3', 'http://h/4']) {
      engine.exemplar({ id, kind: 'error', code: '1500', status: '500', url });
    }
    engine.exemplar({
      id: 0,
      kind: 'error',
      code: '1212',
      status: '0',
      url: 'http://h/x',
      error: 'connection refused',
    });
    engine
      .event(3, 'exception', '17 × TypeError: x is undefined\n  at main')
      .event(4, 'exception', 'odd')
      .event(5, 'restart', 'no error');
    expect(errorsOf(engine.into())).toEqual([
      {
        id: 'fault/status-500',
        kind: 'status 500',
        count: 9,
        examples: ['GET http://h/1', 'GET http://h/2', 'GET http://h/3'],
      },
      { id: 'fault/k6-error-1212', kind: 'k6 error 1212', count: 9, examples: ['GET http://h/x connection refused'] },
      {
        id: 'fault/script-exception/typeerror-x-is-undefined',
        kind: 'script exception',
        count: 17,
        examples: ['TypeError: x is undefined\n  at main'],
      },
      { id: 'fault/script-exception/odd', kind: 'script exception', count: 1, examples: ['odd'] },
    ]);
  });
});

describe('examples of errors', () => {
  it('are those with a trace first', () => {
    const engine = new Engine();
    const tags = { name: '/x', status: '500', error_code: '1500' };
    engine.rate(0, 'http_req_failed', 9, 9, tags);
    const id = engine.series('http_req_duration', 'trend', tags);
    const error = { id, kind: 'error', code: '1500', status: '500' } as const;
    for (const n of [1, 2, 3]) engine.exemplar({ ...error, url: `http://h/${n}` });
    engine.exemplar({ ...error, url: 'http://h/4', traceparent: '00-4' });
    expect(errorsOf(engine.into())[0]?.examples).toEqual([
      'GET http://h/4 (traceparent 00-4)',
      'GET http://h/1',
      'GET http://h/2',
    ]);
  });
});

describe('slowestOf', () => {
  it('is the ten slowest of all that were kept, with endpoint and stage', () => {
    const engine = new Engine();
    for (const [i, stage] of ['a', 'b', 'c', 'd'].entries()) {
      const id = engine.series('http_req_duration', 'trend', { name: '/x', stage });
      for (const value of [1, 2, 3, 4]) engine.exemplar({ id, s: i, value: value + i / 10 });
    }
    engine.exemplar({ id: 0, kind: 'error', value: 99 });
    const rows = slowestOf(engine.into());
    expect(rows.map((row) => row.value)).toEqual([4.3, 4.2, 4.1, 4, 3.3, 3.2, 3.1, 3, 2.3, 2.2]);
    expect(rows[0]).toEqual({ second: 3, name: 'GET /x', stage: 'd', value: 4.3, url: 'http://h/x?…', status: '200' });
  });

  it('has the slowest traced ones beside the slowest, each once, with their header', () => {
    const engine = new Engine();
    const id = engine.series('http_req_duration', 'trend', { name: '/x' });
    for (const value of [9, 8, 7, 6]) engine.exemplar({ id, value, traceparent: '' });
    for (const [i, value] of [1, 3, 8.5, 2].entries()) engine.exemplar({ id, value, traceparent: `00-${i}` });
    for (let i = 0; i < 20; i++) {
      const other = engine.series('http_req_duration', 'trend', { name: `/other/${i}` });
      engine.exemplar({ id: other, value: 5 });
    }
    const rows = slowestOf(engine.into());
    expect(rows.map(({ value, traceparent }) => [value, traceparent])).toEqual([
      [9, undefined],
      [8.5, '00-2'],
      [8, undefined],
      [7, undefined],
      ...Array(6).fill([5, undefined]),
      [3, '00-1'],
      [2, '00-3'],
    ]);
    expect(rows[0]).not.toHaveProperty('traceparent');
  });

  it('falls back to the URL', () => {
    expect(slowestOf(new Engine().exemplar({ id: 9, method: '' }).into())[0]).toMatchObject({
      name: 'http://h/x?…',
      stage: null,
    });
  });
});

describe('measuredAnything', () => {
  it.each([
    ['http_reqs', true],
    ['ws_sessions', true],
    ['ws_msgs_sent', true],
    ['grpc_req_duration', true],
    ['browser_data_sent', true],
    ['read_back', true],
    ['step_duration', true],
    ['my_own', true],
    ['checks_of_my_own', true],
    ['iterations_done', true],
    ['http_errors', true],
    ['vus', false],
    ['vus_max', false],
    ['iterations', false],
    ['iteration_duration', false],
    ['dropped_iterations', false],
    ['data_sent', false],
    ['checks', false],
    ['group_duration', false],
    ['http_req_duration', false],
    ['request_time', false],
    ['think_time', false],
  ])('%s alone: %s', (metric, expected) => {
    expect(measuredAnything(new Engine().counter(0, metric, 1).into())).toBe(expected);
  });

  it('wants samples, not announcements', () => {
    const engine = new Engine();
    engine.series('http_reqs', 'counter');
    expect(measuredAnything(engine.into())).toBe(false);
  });
});

describe('a URL that holds a document', () => {
  it('is told by its beginning and how much is left out', () => {
    const url = `http://127.0.0.1/${'a'.repeat(100_000)}`;
    const engine = new Engine().requests(0, { name: url, failed: 1 });
    engine.exemplar({ kind: 'error', status: '500', method: 'GET', url });
    engine.exemplar({ kind: 'slow', status: '500', method: 'GET', url });
    const timeline = engine.into();
    for (const text of [
      errorsOf(timeline)[0]!.examples[0]!,
      slowestOf(timeline)[0]!.url,
      slowestOf(timeline)[0]!.name,
    ]) {
      expect(text).toContain('http://127.0.0.1/aaa');
      expect(text).toMatch(/… \(\d+ more characters\)$/);
      expect(text.length).toBeLessThan(500);
    }
  });
});

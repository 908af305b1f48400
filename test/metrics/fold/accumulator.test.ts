import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folded, framesIn, Samples, START, seriesIn } from '../../fixtures/samples.ts';

const TREND = { type: 'trend', unit: 'none' } as const;
const TIME = { type: 'trend', unit: 'seconds' } as const;
const COUNTER = { type: 'counter', unit: 'none' } as const;

describe('the lines of known metrics', () => {
  it('announce a series once, before its first frame, and convert milliseconds', () => {
    const samples = new Samples()
      .add('http_reqs', 0.2, 1, { name: '/a', method: 'GET' })
      .add('iteration_duration', 0.9, 1500, { scenario: 'main' })
      .add('iteration_duration', 1.1, 250.000001, { scenario: 'main' });
    expect(samples.accumulator.take(0)).toEqual([
      { t: 'series', id: 0, metric: 'http_reqs', type: 'counter', unit: 'none', tags: { name: '/a', method: 'GET' } },
      {
        t: 'series',
        id: 1,
        metric: 'iteration_duration',
        type: 'trend',
        unit: 'seconds',
        bits: 9,
        tags: { scenario: 'main' },
      },
      {
        t: 'frame',
        s: 0,
        d: [
          [0, 1, 1],
          [1, 1, 1.5, 1.5, 1.5, [524032, 1]],
        ],
      },
    ]);
    const later = samples.accumulator.take(1);
    expect(seriesIn(later)).toEqual([]);
    expect(later).toMatchObject([
      { t: 'frame', s: 1, d: [[1, 1, 0.250000001, 0.250000001, 0.250000001, [522752, 1]]] },
    ]);
  });

  it('write each type as docs/record.md says', () => {
    const lines = new Samples()
      .add('checks', 0, 1, { check: 'ok' })
      .add('checks', 0, 0, { check: 'ok' })
      .add('vus', 0, 3)
      .add('vus', 0.5, 2)
      .add('data_sent', 0, 100)
      .add('http_req_waiting', 0, 10)
      .finish();
    expect(framesIn(lines)[0]!.d).toEqual([
      [0, 2, 1],
      [1, 2, 2, 2, 3],
      [2, 1, 100],
      [3, 1, 0.01, 0.01, 0.01, [32520, 1]],
    ]);
    expect(seriesIn(lines).map(({ bits }) => bits)).toEqual([undefined, undefined, undefined, 5]);
  });

  it('keep every tag but those that another covers, and leave out empty ones', () => {
    const tags = {
      name: '/a',
      url: 'http://h/a',
      proto: 'HTTP/1.1',
      error: 'reset',
      error_code: '1220',
      service: 'gateway',
      stage: '1x',
      group: '',
      team: 'blue',
    };
    const lines = new Samples()
      .add('http_reqs', 0, 1, tags)
      .add('http_reqs', 0, 1, { ...tags, url: 'other', error: 'reset by 127.0.0.1:54321' })
      .finish();
    const { url: _, error: __, group: ___, ...kept } = tags;
    expect(seriesIn(lines).map((line) => line.tags)).toEqual([kept]);
    expect(framesIn(lines)[0]!.d).toEqual([[0, 2, 2]]);
  });

  it('keep what covers nothing: the address of a web socket, and all tags of the user’s own metrics', () => {
    const tags = { name: '/a', url: 'http://h/a', error: 'late', error_code: '1' };
    const lines = new Samples().add('ws_sessions', 0, 1, { url: 'ws://h/a' }).add('checks', 0, 1, tags).finish();
    expect(seriesIn(lines).map((line) => line.tags)).toEqual([{ url: 'ws://h/a' }, tags]);
  });

  it('keep the tags that an objective names', () => {
    const lines = new Samples(undefined, ['url']).add('http_reqs', 0, 1, { name: '/a', url: 'http://h/a' }).finish();
    expect(seriesIn(lines)[0]!.tags).toEqual({ name: '/a', url: 'http://h/a' });
  });

  it('judge a request by its status where k6 was told not to', () => {
    const request = (samples: Samples, status: string) =>
      samples.add('http_reqs', 0, 1, { status }).add('http_req_duration', 0, 5, { status });
    const samples = new Samples();
    for (const status of ['200', '302', '404', '0']) request(samples, status);
    const timeline = folded(samples.finish());
    expect(timeline.total({ metric: 'http_req_failed', where: {} })).toMatchObject({ count: 4, sum: 2 });
    const successes = { metric: 'http_req_duration', where: { expected_response: 'true' } };
    expect(timeline.total(successes)).toMatchObject({ count: 2 });
  });

  it('put what came before the start into second 0, and stragglers into a frame of their own', () => {
    const samples = new Samples().add('http_reqs', -3, 1);
    expect(framesIn(samples.accumulator.take(5))).toEqual([{ t: 'frame', s: 0, d: [[0, 1, 1]] }]);
    const late = samples.add('http_reqs', 0.5, 1).add('http_reqs', 7, 1).accumulator.take(5);
    expect(framesIn(late)).toEqual([{ t: 'frame', s: 0, d: [[0, 1, 1]] }]);
    expect(samples.finish().at(-1)).toMatchObject({ t: 'end', s: 60, totals: [[0, 3, 3]] });
  });

  it('remember the users as k6 said last', () => {
    const { accumulator } = new Samples().add('vus', 0, 3).add('vus_max', 0, 50).add('vus', 1, 4);
    expect([accumulator.vus, accumulator.vusMax]).toEqual([4, 50]);
  });

  it('leave out what is no number, and count it', () => {
    const lines = new Samples().add('http_reqs', 0, Number.NaN).add('http_reqs', 0, Number.POSITIVE_INFINITY).finish();
    expect(lines).toEqual([{ t: 'end', s: 60, totals: [], other: 0, invalid: 2, lost: 0, untyped: {}, span: [0, 0] }]);
  });

  it('say from when to when there was load', () => {
    const samples = new Samples()
      .add('vus', 0, 1)
      .add('iteration_duration', 2.5, 1000)
      .add('iteration_duration', 4, 500);
    expect(samples.finish().at(-1)).toMatchObject({ span: [1.5, 4] });
  });
});

describe('more series than there is room for', () => {
  const named = (tags: (n: number) => Record<string, string>, n: number, wanted: readonly string[] = []) => {
    const samples = new Samples(undefined, wanted);
    for (let i = 0; i < n; i++) samples.add('http_reqs', 0, 1, tags(i));
    return samples;
  };
  const tail = (lines: ReturnType<Samples['finish']>, from: number) =>
    seriesIn(lines)
      .slice(from)
      .map(({ tags, folded: lost }) => [tags, lost]);

  it('fold names into what they have in common, and keep statuses', () => {
    const lines = named((i) => ({ name: `/orders/${i}`, method: i % 3 ? 'GET' : 'PUT' }), 9_000).finish();
    expect(tail(lines, 4000)).toEqual([
      [{ name: '/orders/{id}', method: 'GET' }, ['name']],
      [{ name: '/orders/{id}', method: 'PUT' }, ['name']],
    ]);
    expect(lines.at(-1)).toMatchObject({ other: 5000 });
    expect(folded(lines).total({ metric: 'http_reqs', where: { method: 'PUT' } })?.sum).toBe(3000);
  });

  it('give a name that is kept a series for each of its stages', () => {
    const samples = named((i) => ({ name: `/${i}`, stage: '1x' }), 5_000);
    samples.add('http_reqs', 0, 1, { name: '/7', stage: '2x' }).add('http_reqs', 0, 1, { name: '/4999', stage: '2x' });
    expect(tail(samples.finish(), 4001)).toEqual([
      [{ name: '/7', stage: '2x' }, undefined],
      [{ name: '/{id}', stage: '2x' }, ['name']],
    ]);
  });

  it('keep a tag that an objective names longest', () => {
    const lines = named((i) => ({ name: `/${i}`, service: i % 2 ? 'a' : 'b', user: `${i}` }), 9_000, [
      'service',
    ]).finish();
    expect(tail(lines, 4000)).toEqual([
      [{ name: '/{id}', service: 'b' }, ['name', 'user']],
      [{ name: '/{id}', service: 'a' }, ['name', 'user']],
    ]);
  });

  it('are exact by closed tags, whatever was folded', () => {
    const tags = fc.record({
      name: fc.nat(5_000).map((n) => `/${n}`),
      method: fc.constantFrom('GET', 'PUT'),
      stage: fc.constantFrom('1x', '2x'),
      user: fc.option(fc.nat(100).map(String), { nil: '' }),
    });
    fc.assert(
      fc.property(fc.array(tags, { minLength: 8_000, maxLength: 8_000 }), (all) => {
        const timeline = folded(named((i) => all[i]!, all.length).finish());
        for (const method of ['GET', 'PUT'])
          for (const stage of ['1x', '2x'])
            expect(timeline.total({ metric: 'http_reqs', where: { method, stage } })?.sum ?? 0).toBe(
              all.filter((each) => each.method === method && each.stage === stage).length,
            );
      }),
      { numRuns: 3 },
    );
  });
});

describe('request_time', () => {
  const whole = (samples: Samples) => folded(samples.finish()).total({ metric: 'request_time', where: {} });

  it.each([
    [{ duration: 100, blocked: 3, connecting: 1, tls: 1 }, 0.103],
    [{ duration: 100, blocked: 0, connecting: 2, tls: 5 }, 0.107],
    [{ duration: 0.000001 }, 0.000000001],
  ])('of %j is %d s', (times, seconds) => {
    expect(whole(new Samples().request(0, times))).toMatchObject({
      count: 1,
      sum: seconds,
      min: seconds,
      max: seconds,
    });
  });

  it('is that of each request, with its tags', () => {
    const lines = new Samples()
      .request(0, { duration: 10 }, { name: '/a' })
      .request(0, { duration: 20 }, { name: '/b' })
      .finish();
    const time = (name: string) => folded(lines).total({ metric: 'request_time', where: { name } })?.sum;
    expect([time('/a'), time('/b')]).toEqual([0.01, 0.02]);
  });

  it('is not made of the samples of two requests', () => {
    const torn = new Samples()
      .add('http_req_duration', 0, 10, { name: '/a' })
      .add('http_req_tls_handshaking', 0, 5, { name: '/b' })
      .add('http_req_tls_handshaking', 1, 5, { name: '/a' });
    expect(whole(torn)).toBeUndefined();
  });
});

describe('marks and exemplars', () => {
  it('mark when each scenario began, once, and keep loadkit_start out of the frames', () => {
    const samples = new Samples()
      .add('loadkit_start', 2, START + 1234, { scenario: 'main' })
      .add('loadkit_start', 3, START + 9999, { scenario: 'main' })
      .add('loadkit_start', 3, START - 5, { scenario: 'other' });
    expect(samples.accumulator.take(9)).toEqual([
      { t: 'mark', scenario: 'main', at: 1.234 },
      { t: 'mark', scenario: 'other', at: 0 },
    ]);
  });

  it('show the three slowest and the first three errors of a series, without the query', () => {
    const samples = new Samples();
    const bad = { name: '/b', method: 'GET', error: 'refused', error_code: '1212' };
    for (const ms of [5, 1, 9, 7, 3, 8])
      samples.add('http_req_duration', 1, ms, { name: 'http://h/x?token=1', method: 'GET' }, { vu: '2', iter: '7' });
    for (const ms of [1, 2, 3, 4]) samples.add('http_req_duration', 2, ms, bad);
    const shown = samples.accumulator.take(9).filter((line) => line.t === 'exemplar');
    expect(shown.filter(({ kind, id }) => kind === 'slow' && id === 0).map(({ value }) => value)).toEqual([
      0.009, 0.007, 0.008,
    ]);
    expect(shown[0]).toEqual({
      t: 'exemplar',
      s: 1,
      id: 0,
      kind: 'slow',
      value: 0.009,
      url: 'http://h/x?…',
      method: 'GET',
      status: '',
      error: '',
      code: '',
      vu: '2',
      iter: '7',
      traceparent: '',
    });
    expect(shown.filter(({ kind }) => kind === 'error').map(({ value, code }) => [value, code])).toEqual([
      [0.001, '1212'],
      [0.002, '1212'],
      [0.003, '1212'],
    ]);
  });
});

describe('custom metrics', () => {
  const custom = () =>
    new Samples()
      .add('mine', 0.1, 10, { page: 'home' })
      .add('mine', 0.2, 0, { page: 'home' })
      .add('mine', 2.1, 30, { page: 'home' });

  it('wait for the summary, and are then what it says', () => {
    const samples = custom();
    expect(samples.accumulator.take(1)).toEqual([]);
    const lines = samples.finish({ mine: COUNTER });
    expect(lines).toEqual([
      { t: 'series', id: 0, metric: 'mine', type: 'counter', unit: 'none', tags: { page: 'home' } },
      { t: 'frame', s: 0, d: [[0, 2, 10]] },
      { t: 'frame', s: 2, d: [[0, 1, 30]] },
      { t: 'end', s: 60, totals: [[0, 3, 40]], other: 0, invalid: 0, lost: 0, untyped: {}, span: [0, 2.1] },
    ]);
  });

  it.each([
    ['trend', TREND, { count: 3, sum: 40, min: 0, max: 30 }],
    ['trend of times', TIME, { count: 3, sum: 0.04, min: 0, max: 0.03 }],
    ['rate', { type: 'rate', unit: 'none' } as const, { count: 3, sum: 2 }],
    ['gauge', { type: 'gauge', unit: 'none' } as const, { count: 3, last: 30, min: 0, max: 30 }],
  ])('as a %s', (_, kind, cell) => {
    expect(folded(custom().finish({ mine: kind })).total({ metric: 'mine', where: { page: 'home' } })).toMatchObject(
      cell,
    );
  });

  it('are left out and counted when nothing is said of them', () => {
    const lines = custom().finish();
    expect(lines).toEqual([
      { t: 'end', s: 60, totals: [], other: 0, invalid: 0, lost: 0, untyped: { mine: 3 }, span: [0, 2.1] },
    ]);
  });

  it('of one second and several series stand in one frame', () => {
    const lines = custom().add('other', 0.3, 1).finish({ mine: COUNTER, other: COUNTER });
    expect(framesIn(lines).map(({ s, d }) => [s, d.length])).toEqual([
      [0, 2],
      [2, 1],
    ]);
  });
});

it('says how many samples k6’s summary counts that never came', () => {
  const samples = () => new Samples().add('http_reqs', 0, 1).add('iterations', 0, 1).add('iterations', 0, 1);
  expect(samples().finish({}, { http_reqs: 1, iterations: 2 }).at(-1)).toMatchObject({ lost: 0 });
  expect(samples().finish({}, { http_reqs: 4, iterations: 3 }).at(-1)).toMatchObject({ lost: 4 });
});

it('whatever the samples and whenever they are taken, the frames add up to them and to the closing totals', () => {
  const sample = fc.record({
    metric: fc.constantFrom('http_req_duration', 'data_sent', 'checks', 'vus', 'custom_trend', 'custom_counter'),
    at: fc.double({ min: -1, max: 5, noNaN: true }),
    value: fc.integer({ min: 0, max: 5_000_000 }).map((micro) => micro / 1000),
    name: fc.constantFrom('/a', '/b'),
    take: fc.option(fc.integer({ min: 0, max: 5 })),
  });
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 60 }), (all) => {
      const samples = new Samples();
      const lines = all.flatMap(({ metric, at, value, name, take }) => {
        samples.add(metric, at, value, { name });
        return take === null ? [] : samples.accumulator.take(take);
      });
      lines.push(...samples.finish({ custom_trend: TIME, custom_counter: COUNTER }));
      const timeline = folded(lines);
      expect(timeline.brokenLines).toBe(0);
      for (const { series, all: cell } of timeline.series) {
        const own = all.filter(({ metric, name }) => metric === series.metric && name === series.tags['name']);
        expect(cell.count).toBe(own.length);
        expect(timeline.end!.totals.find(([id]) => id === series.id)!.slice(1)).toEqual([
          cell.count,
          series.type === 'gauge' ? cell.last : cell.sum,
        ]);
        const scale = series.unit === 'seconds' ? 1000 : 1;
        const values = own.map(({ value }) => value / scale).sort((a, b) => a - b);
        const sum =
          series.type === 'rate' ? values.filter((value) => value !== 0).length : values.reduce((a, b) => a + b, 0);
        if (series.type !== 'gauge') expect(cell.sum).toBeCloseTo(sum, 6);
        if (series.type !== 'trend') continue;
        const median = values[Math.ceil(values.length / 2) - 1]!;
        expect(Math.abs(cell.quantile(0.5)! - median)).toBeLessThanOrEqual(median * 2 ** -10 + 1e-9);
      }
      expect(timeline.series.reduce((sum, { all: cell }) => sum + cell.count, 0)).toBe(all.length);
    }),
  );
});

import { describe, expect, it } from 'vitest';
import { statOf } from '../../src/objectives/objective.ts';
import { measureText, selectorsOf, viewsOf } from '../../src/objectives/selectors.ts';
import { monitorOf, objective, ratio, threshold } from '../fixtures/record.ts';

const MONITOR = objective({ measure: monitorOf('cpu') });

describe('selectorsOf', () => {
  it('counts successes for the latency of requests', () => {
    expect(selectorsOf(objective({ where: { name: '/x' } }))?.all.where).toEqual({
      name: '/x',
      expected_response: 'true',
    });
  });

  it.each([
    ['the status is named', objective({ where: { status: '5xx' } })],
    ['the expected response is named', objective({ where: { expected_response: 'false' } })],
    ['the error is named', objective({ where: { error_code: '1050' } })],
    [
      'it is no latency of a request',
      objective({ measure: { kind: 'stat', metric: 'step_duration', where: {}, stat: 'p95' } }),
    ],
    ['it is a threshold of k6', threshold('http_req_duration', 'p95', '<', 200)],
  ])('but not where %s', (_, of) => {
    const { measure } = of;
    expect(selectorsOf(of)?.all.where).toEqual(measure.kind === 'stat' ? measure.where : null);
  });

  it('reads all and the part of a ratio', () => {
    const of = ratio({
      measure: { kind: 'ratio', metric: 'http_reqs', where: { name: '/x' }, part: { status: '5xx' } },
    });
    expect(selectorsOf(of)).toEqual({
      all: { metric: 'http_reqs', where: { name: '/x' } },
      part: { metric: 'http_reqs', where: { name: '/x', status: '5xx' } },
    });
    expect(viewsOf([of, objective()])).toHaveLength(3);
  });

  it('reads the readings of monitors, however they are called', () => {
    expect(selectorsOf(MONITOR)).toEqual({ all: { metric: 'cpu', where: {}, monitored: true } });
    expect(viewsOf([MONITOR, objective({ measure: statOf('cpu', 'avg') })])).toHaveLength(2);
  });
});

describe('measureText', () => {
  it.each([
    [objective({ where: { name: '/x' } }), 'request_time{name:/x} p95'],
    [ratio(), 'http_reqs{status:5xx} of http_reqs'],
    [MONITOR, 'monitor cpu avg'],
    [objective({ measure: monitorOf('pg', 'max', { state: 'active' }) }), 'monitor pg{state:active} max'],
  ])('%#', (of, text) => {
    expect(measureText(of)).toBe(text);
  });
});

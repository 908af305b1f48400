import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { parseObjectiveFlag } from '../../../src/objectives/written/flag.ts';

describe('parseObjectiveFlag', () => {
  test('metric, tags, statistic and limit; missing it is critical', () => {
    expect(parseObjectiveFlag('http_req_duration{name:/x,status:200} p95 <= 150ms')).toEqual({
      name: 'http_req_duration{name:/x,status:200} p95 <= 150ms',
      source: 'flag',
      measure: { kind: 'stat', metric: 'http_req_duration', where: { name: '/x', status: '200' }, stat: 'p95' },
      unit: 'seconds',
      target: { op: '<=', value: 0.15 },
      critical: null,
      over: null,
      for: null,
      allow: 0.05,
      scenarios: null,
      required: true,
      severity: 'critical',
    });
  });

  test.each([
    ['http_req_duration p95 <= 150ms', 'http_req_duration', 'p95', 0.15],
    ['p95 < 150ms', 'request_time', 'p95', 0.15],
    ['http_req_duration p99.9<1s', 'http_req_duration', 'p99.9', 1],
    ['http_req_failed < 1%', 'http_req_failed', 'rate', 0.01],
    ['http_req_failed rate<1%', 'http_req_failed', 'rate', 0.01],
    ['http_reqs rate > 50/s', 'http_reqs', 'rate', 50],
    ['  checks   rate  ==  100%  ', 'checks', 'rate', 1],
    ['request_time{name:"/a, b"} max < 2s', 'request_time', 'max', 2],
    ["request_time{ group : '::main' } avg < 2s", 'request_time', 'avg', 2],
  ])('%s', (text, metric, stat, value) => {
    expect(parseObjectiveFlag(text)).toMatchObject({ measure: { metric, stat }, target: { value } });
  });

  test('a warning says so first', () => {
    const objective = { severity: 'warning', measure: { metric: 'request_time', stat: 'p95' }, target: { value: 0.5 } };
    expect(parseObjectiveFlag('warning: p95 < 500ms')).toMatchObject(objective);
    expect(() => parseObjectiveFlag('page: p95 < 500ms')).toThrow(UserError);
  });

  test('its name is the whole text: of one that is cut, half a secret would not be found', () => {
    const text = `http_req_duration{name:/${'x'.repeat(200)}} p95 < 1s`;
    expect(parseObjectiveFlag(text).name).toBe(text);
  });

  test.each([
    ['', 'is no objective'],
    ['http_req_duration p95', 'is no objective'],
    ['http_req_duration{name p95 < 1s', 'is no objective'],
    ['http_req_duration{name} p95 < 1s', 'is no objective'],
    ['http_req_duration{} p95 < 1s', 'is no objective'],
    ['http req p95 < 1s', 'is no objective'],
    ['http_req_duration p(95) < 1s', 'write p95'],
    ['http_req_duration p95 < 150', 'write "< 150ms"'],
    ['http_req_duration p95 < 150 ms', 'write "< 150ms"'],
    ['http_req_duration p95 = 150ms', 'write "== 150ms"'],
    ['http_reqs p95 < 5', 'http_reqs is a counter'],
  ])('refuses %s', (text, told) => {
    expect(() => parseObjectiveFlag(text)).toThrow(new RegExp(told.replace(/[()]/g, '\\$&')));
    expect(() => parseObjectiveFlag(text)).toThrow(/^--objective: /);
  });

  test('throws nothing but UserError', () => {
    const piece = fc.constantFrom(
      'http_reqs',
      '{',
      '}',
      'name:',
      '/x',
      ',',
      ' ',
      'p95',
      '<',
      '= ',
      '5',
      'ms',
      '"',
      "'",
      '__proto__:1',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (written) => {
        try {
          expect(parseObjectiveFlag(written).source).toBe('flag');
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});

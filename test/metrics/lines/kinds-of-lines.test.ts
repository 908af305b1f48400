import { describe, expect, it } from 'vitest';
import { parseRecordLine } from '../../../src/capacity/search-lines.ts';
import { planOf, runOf } from '../../fixtures/record.ts';

describe('parseLine', () => {
  it('reads every kind of line', () => {
    const engine = runOf(planOf({ timeScale: 0.03 }))
      .exemplar({})
      .event(3, 'restart', 'x')
      .end()
      .close();
    expect(new Set(engine.lines.map((line) => line.t)).size).toBe(9);
    for (const line of engine.lines) expect(parseRecordLine(JSON.stringify(line))).toEqual(line);
  });

  it('reads a census', () => {
    const none = { from: 10, to: 11, inFlight: [0, 0], arrivals: 0, dropped: 0, departures: 0, late: [0, 0] };
    const line = { t: 'census', scenario: 'main', batch: 0, rate: 2.5, ...none, at: [[0, 1, 0]], found: [] };
    expect(parseRecordLine(JSON.stringify(line))).toEqual(line);
    expect(parseRecordLine(JSON.stringify({ ...line, at: 1 }))).toBeUndefined();
    expect(parseRecordLine(JSON.stringify({ ...line, found: {} }))).toBeUndefined();
  });

  it.each([
    '',
    ' ',
    '{',
    'null',
    '1',
    '"gen"',
    '[]',
    '{}',
    '{"t":1}',
    '{"t":"unknown"}',
    '{"t":"__proto__"}',
    '{"t":"frame"}',
    '{"t":"frame","s":"1","d":[]}',
    '{"t":"frame","s":1,"d":{}}',
    '{"t":"series","id":"0"}',
    '{"t":"gen","s":1',
    'level=error msg="panic: runtime error"',
  ])('gives nothing for %j', (text) => {
    expect(parseRecordLine(text)).toBeUndefined();
  });
});

import { expect, it } from 'vitest';
import { TYPES_MARK } from '../../../src/k6/bundle/entry.ts';
import { kindOf, SummaryReader } from '../../../src/k6/stock/summary.ts';

const line = (msg: string, source = 'console') => JSON.stringify({ level: 'info', msg, source, time: 'x' });
const told = (...rows: unknown[][]) => line(TYPES_MARK + JSON.stringify(rows));

it('collects what the lines of the log say of each metric', () => {
  const reader = new SummaryReader();
  expect(reader.add(told(['http_reqs', 'counter', 'default', 12], ['wait', 'trend', 'time', null]))).toBe(true);
  expect(reader.add(told(['found', 'rate', 'default', null], ['strange', 'heat', 'default', 1]))).toBe(true);
  expect([...reader.summary]).toEqual([
    ['http_reqs', { kind: { type: 'counter', unit: 'none' }, sum: 12 }],
    ['wait', { kind: { type: 'trend', unit: 'seconds' }, sum: null }],
    ['found', { kind: { type: 'rate', unit: 'none' }, sum: null }],
  ]);
});

it.each([
  line('hello'),
  line(`a script says ${TYPES_MARK}[]`),
  line(`${TYPES_MARK}[["a","rate","default",null]]`, 'stacktrace'),
  `${TYPES_MARK}[["a","rate","default",null]]`,
  '',
])('leaves %j to the log', (text) => {
  const reader = new SummaryReader();
  expect(reader.add(text)).toBe(false);
  expect(reader.summary.size).toBe(0);
});

it.each(['', '{', 'null', '{"a":1}', '[1,"x",null]', '[[]]'])('makes nothing of %j behind its mark', (text) => {
  const reader = new SummaryReader();
  expect(reader.add(line(TYPES_MARK + text))).toBe(true);
  expect(reader.summary.size).toBe(0);
});

it.each([
  ['counter', 'default', { type: 'counter', unit: 'none' }],
  ['counter', 'data', { type: 'counter', unit: 'bytes' }],
  ['trend', 'time', { type: 'trend', unit: 'seconds' }],
  ['gauge', 'default', { type: 'gauge', unit: 'none' }],
  ['rate', 'default', { type: 'rate', unit: 'none' }],
  ['histogram', 'default', undefined],
  ['trend', 'money', undefined],
  [undefined, undefined, undefined],
])('reads %s of %s', (type, contains, kind) => {
  expect(kindOf(type, contains)).toEqual(kind);
});

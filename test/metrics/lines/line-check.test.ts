import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecordLine, type RecordLine } from '../../../src/capacity/search-lines.ts';
import { judge } from '../../../src/judge/judge.ts';
import { layoutOf } from '../../../src/judge/layout.ts';
import { courseOf } from '../../../src/judge/search/methods.ts';
import { Timeline } from '../../../src/metrics/timeline/timeline.ts';
import { objective, planOf, ratio, recordOf, runOf, scriptPlan } from '../../fixtures/record.ts';

const LATE = { from: 10, to: 11, inFlight: [0, 0], arrivals: 0, dropped: 0, departures: 0, late: [0, 0] };

/** A run with every kind of line that an engine writes. */
function linesOfRun(): RecordLine[] {
  const plan = planOf({ profile: 'smoke', override: { duration: 12 } });
  const engine = runOf(plan, {}).exemplar({ s: 3 }).exemplar({ kind: 'error', code: '1212', error: 'refused' });
  engine
    .gauge(4, 'vus', 3)
    .thresholds('http_reqs', { type: 'counter', unit: 'none', values: { count: 12 } }, ['count>1', false]);
  return engine.end({ span: [0, 11] }).close().lines;
}

/** What a line of another version, or one that was damaged, may hold in place of a value. */
const STRANGE = [
  null,
  true,
  '',
  'x',
  -1,
  0,
  1.5,
  1e15,
  -1e15,
  1e308,
  '1e999',
  [],
  {},
  [[]],
  [null],
  [1, 2, 3],
  { t: 'gen' },
];

/** Puts a value in some place inside another. */
function meddled(value: unknown, path: readonly number[], strange: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null) return strange;
  const keys = Object.keys(value);
  if (keys.length === 0) return strange;
  const key = keys[step % keys.length]!;
  const changed = meddled((value as Record<string, unknown>)[key], rest, strange);
  return Array.isArray(value) ? Object.assign([...value], { [key]: changed }) : { ...value, [key]: changed };
}

/** Whether every number in it is one. */
function isWhole(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isWhole);
}

describe('lines of another shape', () => {
  it('never break what folds and judges them, however one of them is meddled with', () => {
    const lines = linesOfRun();
    const records = [
      recordOf(planOf({ profile: 'smoke', override: { duration: 12 } }), [objective(), ratio()]),
      recordOf(scriptPlan(12), [objective({ over: 3 })]),
    ];
    const path = fc.array(fc.nat(40), { minLength: 1, maxLength: 4 });
    const change = fc.tuple(fc.nat(lines.length - 1), path, fc.constantFrom(...STRANGE));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), fc.constantFrom(...records), (changes, record) => {
        const written: unknown[] = [...lines];
        for (const [at, where, strange] of changes) written[at] = meddled(written[at], where, strange);
        const timeline = new Timeline(layoutOf(record));
        for (const line of written) timeline.add(parseRecordLine(JSON.stringify(line).replace('"1e999"', '1e999')));
        const { result } = judge(record, timeline, courseOf(record));
        expect(isWhole(result)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['a second that no run has', { t: 'gen', s: 1_700_000_000, vus: 1, vusMax: 1 }],
    ['text for a number', { t: 'gen', s: 1, vus: '1', vusMax: 1 }],
    ['a frame without its numbers', { t: 'frame', s: 1, d: [[0]] }],
    ['a frame of null', { t: 'frame', s: 1, d: [null] }],
    ['a bucket beyond all numbers', { t: 'frame', s: 1, d: [[0, 1, 1, 1, 1, [2 ** 30, 1]]] }],
    ['half a bucket', { t: 'frame', s: 1, d: [[0, 1, 1, 1, 1, [5]]] }],
    ['tags that are no text', { t: 'series', id: 0, metric: 'm', type: 'counter', unit: 'none', tags: { a: 1 } }],
    ['a type that is not known', { t: 'series', id: 0, metric: 'm', type: 'novel', unit: 'none', tags: {} }],
    ['a greeting without its clock', { t: 'hello', v: 1, k6: 'v2', version: '1', cores: 2 }],
    [
      'so many in flight that counting fills the memory',
      { t: 'census', scenario: 'm', batch: 0, rate: 1, ...LATE, at: [[1e12, 1, 1]], found: [] },
    ],
    ['totals that are none', { t: 'end', s: 1, totals: [[0, 'x', 1]], other: 0, invalid: 0 }],
  ])('%s is not read', (_, line) => {
    expect(parseRecordLine(JSON.stringify(line))).toBeUndefined();
  });

  it('a greeting of another version is read, so that it can be told', () => {
    expect(parseRecordLine('{"t":"hello","v":2,"who":"a newer engine"}')).toMatchObject({ v: 2 });
  });

  it('fields that are not known are let pass', () => {
    expect(parseRecordLine('{"t":"event","s":1,"kind":"new","text":"x","more":[1]}')).toMatchObject({ more: [1] });
  });

  it('an entry that does not suit its series is counted as lost, and adds nothing', () => {
    const record = recordOf(scriptPlan(5), []);
    const timeline = new Timeline(layoutOf(record));
    timeline.add({ t: 'series', id: 0, metric: 'm', type: 'trend', unit: 'none', bits: 9, tags: {} });
    timeline.add({ t: 'series', id: 1, metric: 'c', type: 'counter', unit: 'none', tags: {} });
    timeline.add({
      t: 'frame',
      s: 0,
      d: [
        [0, 1, 5],
        [1, 1, 5],
        [1, 1, 5, 5, 5, [1, 1]],
      ],
    });
    expect(timeline.brokenLines).toBe(2);
    expect(timeline.total({ metric: 'm', where: {} })?.count).toBe(0);
    expect(timeline.total({ metric: 'c', where: {} })?.sum).toBe(5);
  });
});

import { describe, expect, test } from 'vitest';
import { capacitySentences } from '../../../../src/report/stories/capacity/sentences.ts';
import { standingOf } from '../../../../src/report/stories/capacity/standing.ts';
import { capacityTables } from '../../../../src/report/stories/capacity/tables.ts';
import type { CapacityResult } from '../../../../src/result/capacity.ts';
import type { Estimate, EstimateName } from '../../../../src/result/estimates.ts';
import { CAPACITY_CASES } from '../../capacity-fixtures.ts';

const estimate = (patch: Partial<Estimate>): Estimate => ({
  value: 237.4,
  lower: 233.6,
  upper: 239.1,
  confidence: 0.9,
  unit: 'requests/s',
  basis: 'somehow',
  caveats: [],
  ...patch,
});
const said = (name: EstimateName, patch: Partial<Estimate>) => capacitySentences({ [name]: estimate(patch) });

describe('estimates in sentences', () => {
  test.each<[EstimateName, Partial<Estimate>, string[]]>([
    ['knee', {}, ['Knee: 237 requests/s (233 to 240).']],
    ['breakingPoint', { value: null, lower: 323.2, upper: 640 }, ['Breaking point: 323 to 640 requests/s.']],
    ['breakingPoint', { value: null, lower: 323.9, upper: null }, ['Breaking point: at least 323 requests/s.']],
    [
      'recoveryTime',
      { value: 3.2, lower: 2.2, upper: 3.2, unit: 'seconds' },
      ['Recovery time: 3.2 s (2.2 s to 3.2 s).'],
    ],
    [
      'concurrency',
      { value: 19.51, lower: 15.4, upper: 22.9, unit: 'requests' },
      ['Concurrency at that load: 19.5 requests (15.4 to 22.9).'],
    ],
    ['knee', { value: null, lower: null, upper: null }, ['Knee: not known.']],
    ['maxSustainableLoad', { caveats: [{ code: 'unstable', text: 'unstable: it held after 1 step down' }] }, []],
    [
      'maxSustainableLoad',
      { caveats: [{ code: 'even-arrivals', text: 'arrivals were evenly spaced' }] },
      ['Sustainable load: arrivals were evenly spaced.'],
    ],
  ])('%s %j', (name, patch, sentences) => {
    expect(said(name, patch)).toEqual(sentences);
  });
});

describe('tables of a search', () => {
  const found = () => CAPACITY_CASES['capacity without a tier']!().result;
  const tables = (patch: Partial<CapacityResult> = {}) => {
    const result = found();
    const capacity = { ...result.capacity!, ...patch };
    return capacityTables(standingOf({ ...result, capacity })!, result.estimates);
  };

  test('each objective has its load; those that do not bind lie above the one that does', () => {
    const { columns, rows } = tables().crossings;
    expect(columns.map(({ label }) => label)).toContain('90 % interval');
    expect(rows.map((row) => [row[0], row.at(-1)])).toEqual([
      ['API response', 'binds'],
      ['worst case', '–'],
      ['errors', '–'],
    ]);
    expect(rows[0]![3]).toMatch(/^\d+ requests\/s$/);
    expect(rows[1]![3]).toMatch(/^not below \d+ requests\/s$/);
  });

  test('without a crossing the loads that were tried say what they can', () => {
    const none = found().capacity!.crossings.map(() => null);
    const at = (patch: Partial<CapacityResult>) =>
      tables({ crossings: none, ...patch }).crossings.rows.map((row) => row[3]);
    const point = found().capacity!.points[0]!;
    const points = [
      { ...point, rate: 100.4, bad: [0, 0, 0] },
      { ...point, rate: 150.4, bad: [0.2, 0, 0.02] },
    ];
    expect(at({ points })).toEqual([
      'between 100 and 151 requests/s',
      'not up to 150 requests/s',
      'between 100 and 151 requests/s',
    ]);
    expect(at({ points: points.slice(1) })[0]).toBe('below 151 requests/s');
    expect(at({ points: [] })).toEqual(['not known', 'not known', 'not known']);
  });

  test('the sustainable load is told in iterations as well, where one makes several requests', () => {
    expect(tables().estimates.rows.at(-1)).toEqual([
      'The same in iterations',
      expect.stringMatching(/^148 iterations\/s$/),
      expect.stringMatching(/^1\d\d(\.\d)? to 1\d\d(\.\d)?$/),
      '2 requests an iteration',
    ]);
    expect(tables({ requestsPerIteration: 1 }).estimates.rows.map(([name]) => name)).not.toContain(
      'The same in iterations',
    );
  });

  test('every probe is listed, and says why it does not count', () => {
    const [first, second] = found().capacity!.probes;
    const spoilt = { ...second!, valid: false, note: 'late', p95: null, achieved: null };
    const { probes } = tables({ probes: [first!, spoilt] });
    expect(probes.rows.map((row) => [row[0], row.at(-1)])).toEqual([
      ['1 doubling', 'yes'],
      ['2 doubling', 'no: late'],
    ]);
    expect(probes.rows[1]![3]).toBe('–');
  });
});

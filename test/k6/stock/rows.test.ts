import { describe, expect, it } from 'vitest';
import { RowReader } from '../../../src/k6/stock/rows.ts';

const HEADER =
  'metric_name,timestamp,metric_value,check,error,group,method,name,scenario,status,extra_tags,metadata'.split(',');
const START = 1795269600123;

const row = (patch: Readonly<Record<string, string>> = {}) => {
  const plain = { metric_name: 'http_reqs', timestamp: '1795269601623000001', metric_value: '1.000000', name: '/x' };
  const values: Record<string, string> = { ...plain, ...patch };
  return HEADER.map((column) => values[column] ?? '');
};
const reader = () => new RowReader(HEADER, START);

describe('a row of k6’s csv', () => {
  it('is a sample: metric, time to the nanosecond since the start, value, tags', () => {
    const sample = reader().read(row({ status: '200', extra_tags: 'stage=1x&team=blue', metadata: 'vu=3&iter=17' }));
    expect(sample).toMatchObject({ metric: 'http_reqs', value: 1 });
    expect(sample!.at).toBeCloseTo(1.500000001, 10);
    expect(sample!.tags.all).toEqual({ name: '/x', status: '200', stage: '1x', team: 'blue' });
    expect(sample!.metadata()).toEqual({ vu: '3', iter: '17' });
  });

  it.each([
    ['0.000000', 0],
    ['-12.500000', -12.5],
    ['123456789.123456', 123456789.123456],
    ['NaN', Number.NaN],
    ['+Inf', Number.NaN],
    ['-Inf', Number.NaN],
  ])('has the value %s', (text, value) => {
    expect(reader().read(row({ metric_value: text }))?.value).toBe(value);
  });

  it.each([
    ['without a metric', row({ metric_name: '' })],
    ['with whole seconds', row({ timestamp: '1795269601' })],
    ['with another time', row({ timestamp: '2026-11-21T14:00:00Z' })],
    ['without a value', row({ metric_value: '' })],
    ['with half a value', row({ metric_value: '12.' })],
    ['with words for a value', row({ metric_value: '0x10' })],
    ['torn', row().slice(0, 5)],
    ['too long', [...row(), '']],
    ['empty', ['']],
  ])('cannot be read %s', (_, broken) => {
    expect(reader().read(broken)).toBeUndefined();
  });

  it('that looks like whole seconds of the far future is not nanoseconds', () => {
    expect(reader().read(row({ timestamp: '1795269601623' }))).toBeUndefined();
  });

  it.each([
    ['', {}],
    ['a=1', { a: '1' }],
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a=x=y', { a: 'x=y' }],
    ['a=rock&roll', { a: 'rock&roll' }],
    ['a=&b=2', { b: '2' }],
    ['a=1&&b=2', { a: '1&', b: '2' }],
    ['nothing', {}],
  ])('has the extra tags %j', (text, tags) => {
    expect(reader().read(row({ name: '', extra_tags: text }))?.tags.all).toEqual(tags);
  });
});

describe('tag sets', () => {
  it('are the same object for the same tags, in whatever order k6 wrote them', () => {
    const rows = reader();
    const [first, ...others] = ['a=1&b=2', 'b=2&a=1', 'a=1&b=2'].map(
      (extra) => rows.read(row({ extra_tags: extra }))!.tags,
    );
    for (const other of others) expect(other).toBe(first);
    expect(rows.read(row({ extra_tags: 'a=1&b=3' }))!.tags).not.toBe(first);
    expect(rows.read(row({ extra_tags: 'a=1&b=2', name: '/y' }))!.tags).not.toBe(first);
  });

  it('stay right with ever new tags', () => {
    const rows = reader();
    for (let i = 0; i < 20_000; i++) expect(rows.read(row({ name: `/${i}` }))!.tags.all).toEqual({ name: `/${i}` });
  });
});

describe('a header', () => {
  it('needs metric, time and value; the columns of an old k6 do', () => {
    expect(new RowReader(['metric_name', 'timestamp', 'metric_value', 'name', 'extra_tags'], 0).usable).toBe(true);
    expect(new RowReader(['metric', 'time', 'value'], 0).usable).toBe(false);
  });
});

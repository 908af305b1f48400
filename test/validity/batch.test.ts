import { describe, expect, it } from 'vitest';
import { GeneratorCell } from '../../src/metrics/generator/generator-cell.ts';
import type { GeneratorLine } from '../../src/metrics/lines/lines.ts';
import { doubtOfBatch, type OfferedBatch } from '../../src/validity/batch.ts';

const BATCH: OfferedBatch = { arrivals: 1000, dropped: 0, late: 0.5, enoughUsers: true };
const LIMIT = 0.2;

function cellOf(seconds: number, patch: Partial<GeneratorLine> = {}): GeneratorCell {
  const cell = new GeneratorCell();
  for (let s = 0; s < seconds; s++)
    cell.addLine({
      t: 'gen',
      s,
      cpu: 0.1,
      rss: 1e8,
      vus: 5,
      vusMax: 50,
      busy: 0.3,
      pressure: 0.01,
      scheduled: 200,
      ...patch,
    });
  return cell;
}

const doubt = (batch: Partial<OfferedBatch>, cell = cellOf(5), hostsTarget = true) =>
  doubtOfBatch({ ...BATCH, ...batch }, cell, 2, LIMIT, hostsTarget);

describe('a batch', () => {
  it('is believed where the generator kept up', () => {
    expect(doubt({})).toBeUndefined();
    expect(doubt({ dropped: 300 })).toBeUndefined();
    expect(doubt({}, new GeneratorCell())).toBeUndefined();
  });

  it('proves nothing where arrivals were late on average by half of what their tail may be', () => {
    expect(doubt({ late: 9.9 })).toBeUndefined();
    expect(doubt({ late: 10.1 })).toMatch(/fell behind its schedule: arrivals started 10\.1 ms late on average/);
    // Too few arrivals for a mean.
    expect(doubt({ arrivals: 10, late: 1 })).toBeUndefined();
  });

  it('counts the lateness of those that started, not of those that were dropped', () => {
    expect(doubt({ dropped: 900, late: 1.1 })).toMatch(/11 ms late/);
  });

  it('proves nothing where arrivals were dropped for want of users', () => {
    expect(doubt({ dropped: 3, enoughUsers: false })).toBe(
      '3 arrivals were dropped with only 50 VUs, too few for this rate',
    );
  });

  it.each([
    [{ busy: 1 }, 'no time left'],
    [{ pressure: 0.4 }, 'waited for a CPU'],
    [{ cpu: 1.8 }, 'k6 used 90 % of its 2 cores'],
    [{ late: [100, 5, 0, 0.1, [522_035, 100]] as const }, '1 % of arrivals started more than'],
  ])('proves nothing where its seconds say so: %j', (patch, why) => {
    expect(doubt({}, cellOf(5, patch))).toContain(why);
  });

  it('is not doubted for a target that a CPU quota holds back while the CPUs are idle', () => {
    expect(doubt({}, cellOf(5, { pressure: 0.9, throttled: 0.8 }))).toBeUndefined();
  });

  it.each([{ busy: 1 }, { pressure: 0.6 }, { cpu: 1.8 }, { late: [100, 5, 0, 0.1, [522_035, 100]] as const }])(
    'is doubted beside a CPU quota, too, for what others take or the generator suffers: %j',
    (patch) => {
      expect(doubt({}, cellOf(5, { ...patch, throttled: 0.3 }))).toBeDefined();
    },
  );

  it.each([{ busy: 1 }, { pressure: 0.4 }])(
    'is not doubted for a busy machine that the target does not share: %j',
    (patch) => {
      expect(doubt({}, cellOf(5, patch), false)).toBeUndefined();
    },
  );
});

import { expect, it } from 'vitest';
import { type OneSearch, rowFrom, rowText } from './simulator/row.ts';

const found: OneSearch = { error: 0.02, lower: 0.99, upper: 1.05, seconds: 100, replayed: false };
const none: OneSearch = {
  error: Number.POSITIVE_INFINITY,
  lower: Number.POSITIVE_INFINITY,
  upper: 0,
  seconds: 465,
  replayed: false,
};

it('a search without an interval is counted as such, covers nothing, and makes no number of the table infinite', () => {
  const row = rowFrom('some', [found, found, none]);
  expect(row).toMatchObject({ searches: 3, without: 1, error: { p90: Number.POSITIVE_INFINITY } });
  expect(row.bias).toBeCloseTo(0.02, 12);
  expect(row.covered.count).toBe(2);
  expect(row.overclaims.count).toBe(1);
  expect(rowText(row)).toMatch(/^\| some \| 3 \| \+2\.00 \(1 without\) \| 2\.00 \/ – \|.*\| 2\.94 \| 100 \//);
});

it('a row of nothing but such searches is written, too', () => {
  expect(rowText(rowFrom('none', [none, none]))).toMatch(/^\| none \| 2 \| – \(2 without\) \| – \/ – \|/);
});

it('where all came to an interval nothing is said of it', () => {
  expect(rowText(rowFrom('all', [found, found]))).toMatch(/^\| all \| 2 \| \+2\.00 \| 2\.00 \/ 2\.00 \|/);
});

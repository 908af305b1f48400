import { describe, expect, it } from 'vitest';
import { rowOf } from './simulator/row.ts';
import { serverNamed } from './simulator/servers.ts';

const SEARCHES = 4;

/** A few seeded searches, so that a change for the worse shows at once; `npm run accuracy` has the table. */
describe('the accuracy of the search', () => {
  it.each([
    ['M/M/4', 0.03],
    ['M/D/4', 0.02],
    ['GC pauses', 0.05],
  ])('%s', (name, most) => {
    const row = rowOf(
      serverNamed(name),
      Array.from({ length: SEARCHES }, (_, i) => 40 + i),
    );
    expect(row.error.p90).toBeLessThan(most);
    expect(row.covered.count).toBeGreaterThanOrEqual(SEARCHES - 1);
    expect(row.overclaims.count).toBeLessThanOrEqual(1);
    expect(row.load.most).toBeLessThanOrEqual(465);
  });
});

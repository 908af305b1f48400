import { describe, expect, test } from 'vitest';
import { EVEN_TRUTHS } from '../capacity/simulator/even-truths.ts';
import { ROW_HEADER, relative, rowFrom, rowText } from '../capacity/simulator/row.ts';
import { serverNamed } from '../capacity/simulator/servers.ts';
import { searchByTrialsOn } from '../capacity/simulator/simulated-trials.ts';

/** Searches for each server; SEARCHES=120 for the table of docs/accuracy.md. */
const SEARCHES = Number(process.env['SEARCHES'] ?? 60);
/** Not those of the suite, nor any that the constants were looked at with. */
const FIRST_SEED = 920_000;

let printed = 0;

/** Against the truth of its own, even arrivals; what these flatter the target by is another column of the page. */
describe(`the search by trials under even arrivals, ${SEARCHES} searches for each server`, () => {
  test.each(Object.entries(EVEN_TRUTHS))('%s', (name, truth) => {
    const server = serverNamed(name);
    const endings = Array.from({ length: SEARCHES }, (_, i) => searchByTrialsOn(server, FIRST_SEED + i).outcome);
    const row = rowFrom(
      name,
      endings.map((ending) => relative(ending, truth)),
    );
    process.stdout.write(`${printed++ === 0 ? `${ROW_HEADER}\n` : ''}${rowText(row)}\n`);
    expect(row.overclaims.low).toBeLessThanOrEqual(0.05);
    expect(row.covered.high).toBeGreaterThanOrEqual(0.88);
    expect(row.load.most).toBeLessThanOrEqual(480);
  });
});

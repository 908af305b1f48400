import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ALIASES, PROFILES } from '../../src/config/profile/name.ts';
import { FIELDS } from '../../src/config/profile/rules.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/scenarios.md'), 'utf8');
const cells = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The rows of the table whose first head is this. */
function table(head: string): string[][] {
  const lines = page.split('\n');
  const first = lines.findIndex((line) => cells(line)[0] === head);
  const after = lines.slice(first).findIndex((line) => !line.startsWith('|'));
  return lines.slice(first, first + after).map(cells);
}

test('docs/scenarios.md tells of every profile, by all its names', () => {
  expect(
    table('scenario')
      .slice(2)
      .map(([name]) => name),
  ).toEqual(PROFILES.map((profile) => `\`${profile}\``));
  for (const alias of Object.keys(ALIASES)) expect(page).toContain(`\`${alias}\``);
});

test('and shows which fields each reads', () => {
  const [head, , ...rows] = table('field');
  expect(head).toEqual(['field', ...PROFILES]);
  for (const [column, profile] of PROFILES.entries()) {
    const shown = rows.filter((row) => row[column + 1] !== '').map(([field]) => field!.replaceAll('`', ''));
    const read = FIELDS[profile].flatMap((field) =>
      field === 'recovery'
        ? ['factor', 'users', 'hold', 'ramp', 'within'].map((inner) => `recovery.${inner}`)
        : [field],
    );
    expect([...shown].sort()).toEqual([...read].sort());
  }
});

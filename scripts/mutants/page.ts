import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LINES, MATRIX, type MatrixLine, NOT_APPLICABLE, UNTESTED } from './matrix.ts';
import type { Mutant } from './mutant.ts';
import { MUTANTS } from './mutants.ts';
import { testedIn } from './tested.ts';

export const PAGE = 'docs/reliability.md';

const HEAD = `# How reliable loadkit is, and how we know

A load test is believed when it is green. So we tried what could make it green without being earned, send load where it
may not go, or lose what was measured. This page says what was tried, what loadkit promises then, which test shows it, and
what is not covered.

\`npm run mutants\` shows that those tests can fail. It takes one mechanism at a time (a guard, a check, a rule of judging)
out of a copy of the working tree and runs the test that is named for it. That test must turn red. A test that stays green
is a failure. So is one that is red before. \`npm run mutants -- <name>\` tries one. Every run writes the tables of this page;
\`npm run mutants -- --write\` only writes them.

Tools for mutation testing change code by operators, everywhere: [Stryker](https://stryker-mutator.io) in JavaScript,
[cargo-mutants](https://mutants.rs) in Rust, [gremlins](https://gremlins.dev) in Go. They find code that no test needs. Here
that would take hours, and most of what survives would be harmless: a message, a width. The mutants below are chosen.
Each takes one promise back, as a later change might do it unnoticed. The rules are those of the tools: the tests run once
without any change; a mutant that does not compile, or whose tests do not end, counts as not noticed; a change must fit its
file exactly once, so that none is skipped in silence.
`;

/** Mutants by the days on which they were last noticed, as the page has it. */
export function seenOn(root: string): ReadonlyMap<string, string> {
  const file = join(root, PAGE);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const rows = [...text.matchAll(/^\| `([a-z0-9-]+)` +\|.*\| ([^|]*) \|$/gm)];
  return new Map(rows.map(([, name = '', day = '']) => [name, day.trim()]));
}

/** The page as it must be, by what the tree holds and the days on which mutants were last noticed. */
export function pageFor(root: string, seen: ReadonlyMap<string, string>): string {
  const tested = testedIn(root);
  const parts = [
    HEAD,
    '## The matrix\n\nNames of tests begin with the numbers of the lines. A mutant stands at the lines that rest on its mechanism.\n',
    ...MATRIX.flatMap(({ title, lines }) => [`### ${title}\n${shownBy(lines, tested)}`, matrixTable(lines, tested)]),
    '## Not applicable\n',
    table(
      ['lines', 'about', 'why'],
      NOT_APPLICABLE.map(([numbers, about, why]) => [numbers.join(', '), about, why]),
    ),
    '## Not covered\n',
    notCovered(),
    '## Mutants\n',
    `${MUTANTS.length} mechanisms, each with the test that notices when it is gone, and the day on which it last did.\n`,
    table(
      ['mutant', 'what holds with it', 'in', 'noticed by', 'last noticed'],
      MUTANTS.map((mutant) => [
        `\`${mutant.name}\``,
        mutant.keeps,
        `\`${mutant.file}\``,
        `\`${mutant.test}\``,
        seen.get(mutant.name) || 'not yet tried',
      ]),
    ),
  ];
  return `${parts.join('\n').trimEnd()}\n`;
}

function shownBy(lines: readonly MatrixLine[], tested: ReadonlyMap<string, readonly string[]>): string {
  const files = new Set(lines.flatMap(({ number }) => tested.get(number) ?? []));
  return files.size === 0 ? '' : `\nShown by ${[...files].map((file) => `\`${file}\``).join(', ')}.\n`;
}

function matrixTable(lines: readonly MatrixLine[], tested: ReadonlyMap<string, readonly string[]>): string {
  return table(
    ['line', 'tried', 'promised', 'tested', 'mutants'],
    lines.map(({ number, tried, promised }) => [
      number,
      tried,
      promised,
      tested.has(number) ? 'yes' : '**not yet**',
      mutantsOf(number)
        .map(({ name }) => `\`${name}\``)
        .join(', ') || '–',
    ]),
  );
}

function mutantsOf(number: string): Mutant[] {
  return MUTANTS.filter(({ lines = [] }) => lines.includes(number));
}

function notCovered(): string {
  const short = LINES.filter((line) => line.short !== undefined);
  const unproven = LINES.filter(({ number }) => mutantsOf(number).length === 0).map(({ number }) => number);
  return [
    ...short.map(({ number, short: text }) => `- ${number}: ${text}.`),
    ...(UNTESTED.length > 0 ? [`- Without a test of their own number: ${UNTESTED.join(', ')}.`] : []),
    ...(unproven.length > 0 ? [`- Tested, without a mutant that proves the test: ${unproven.join(', ')}.`] : []),
    '- Only Linux is run. macOS and Windows are built for, and not tried.',
    '- A mutant proves that one test notices one change. It does not show that nothing else could go wrong.',
    '',
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}

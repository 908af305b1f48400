import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { charactersOf } from '../../src/press/characters.ts';
import { typeset } from '../../src/press/pdf.ts';
import type { Block, TableCell } from '../../src/report/blocks.ts';
import type { Report } from '../../src/report/report.ts';
import type { RunModel } from '../../src/report/stories/run/run-model.ts';
import { reportOf, runModel } from '../../src/report/stories/stories.ts';
import { markOf } from '../../src/report/words.ts';
import { CASES } from '../report/fixtures.ts';
import { alternativesOf, hasPoppler, poppler, type Word, wordsOf } from './poppler.ts';

const folder = (path: string) => fileURLToPath(new URL(`../../src/press/${path}`, import.meta.url));
const FOLDERS = { fonts: folder('fonts'), templates: folder('typst') };

const modelOf = (name: string): RunModel => {
  const { result, series } = CASES[name]!();
  return runModel(result, series);
};

const reportIn = (name: string): Report => {
  const { result, series } = CASES[name]!();
  return reportOf(result, series);
};

/** The same with each block changed. */
const changed = (report: Report, change: (block: Block) => Block): Report => ({
  ...report,
  sections: report.sections.map((section) => ({ ...section, blocks: section.blocks.map(change) })),
});

/** Each case is typeset once, however many tests look at it. */
const made = new Map<string, Promise<Uint8Array>>();
function pdfOf(name: string): Promise<Uint8Array> {
  const pdf = made.get(name) ?? typeset(reportIn(name), FOLDERS);
  made.set(name, pdf);
  return pdf;
}

/** Text without white space: a line break or a place to break at is no difference. */
const squeezed = (text: string) => text.replace(/[\s\u00a0\u200b\u00ad]/g, '');
const texts = new WeakMap<Uint8Array, string>();
/** The text of a PDF, which poppler is asked for once. */
function textOf(pdf: Uint8Array): string {
  const text = texts.get(pdf) ?? poppler('pdftotext', ['-raw'], pdf);
  texts.set(pdf, text);
  return text;
}
/** As far as no name is shortened. */
const beginning = (text: string) => squeezed(text).slice(0, 20);

const NAMES = Object.keys(CASES);
const GOLDEN = ['meets with headroom', 'breaks above the tier', 'critical', 'inconclusive', 'script', 'hostile names'];
const MILLIMETRE = 72 / 25.4;
const [LEFT, RIGHT, HEIGHT] = [22 * MILLIMETRE, 190 * MILLIMETRE, 297 * MILLIMETRE];

test.each(NAMES)('%s: is a PDF/UA-1 document', async (name) => {
  const pdf = Buffer.from(await pdfOf(name));
  expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  expect(pdf.toString('latin1')).toMatch(/pdfuaid:part>1</);
});

test('the same model gives the same bytes', async () => {
  const again = await typeset(reportIn('breaks above the tier'), FOLDERS);
  expect(Buffer.compare(Buffer.from(again), Buffer.from(await pdfOf('breaks above the tier')))).toBe(0);
});

describe.skipIf(!hasPoppler)('read back (goldens are renewed by: npx vitest run test/press -u)', () => {
  test.each(NAMES)('%s: says the decision, every objective with its value, every endpoint', async (name) => {
    const model = modelOf(name);
    const text = squeezed(textOf(await pdfOf(name)));
    if (model.title.length < 40) expect(text).toContain(squeezed(model.title));
    expect(text).toContain(beginning(model.decision.headline));
    for (const { name: objective, actual } of model.objectives.filter((row) => row.pooled)) {
      // What stands in place of a control character may be told apart only by its code.
      if (!/[^\x20-\x7e]/.test(objective)) expect(text).toContain(beginning(objective));
      expect(text).toContain(squeezed(actual));
    }
    for (const endpoint of model.endpoints.rows.map(([first]) => String(first)))
      if (!/[^\x20-\x7e]/.test(endpoint)) expect(text).toContain(beginning(endpoint));
    for (const { finding } of reportIn(name).sections) expect(text).toContain(beginning(finding));
  });

  test.each(NAMES)('%s: no number is broken, and none is shown with false precision', async (name) => {
    const text = textOf(await pdfOf(name)).replaceAll('\u00a0', ' ');
    expect(text).not.toMatch(/\bNaN\b|\bundefined\b|\bInfinity\b|\[object|\d[eE][+-]\d/);
    // More than four significant digits before a unit.
    expect(text).not.toMatch(/\b(0\.0*[1-9]\d{4,}|[1-9]\d*\.\d{4,}) (µs|ms|s|%|min|h)/);
  });

  test.each(NAMES)('%s: no word leaves the type area or lies on another', async (name) => {
    const words = wordsOf(await pdfOf(name));
    expect(words.length).toBeGreaterThan(100);
    expect(words.filter(({ left, right }) => left < LEFT - 1 || right > RIGHT + 1)).toEqual([]);
    expect(words.filter(({ top, bottom }) => top < 0 || bottom > HEIGHT)).toEqual([]);
    expect(overlapping(words)).toEqual([]);
  });

  test.each(NAMES)('%s: every page but the cover says the verdict, and which page it is', async (name) => {
    const pages = textOf(await pdfOf(name))
      .split('\f')
      .slice(0, -1);
    const { verdict } = modelOf(name);
    expect(pages.length).toBeGreaterThan(1);
    for (const [i, page] of pages.entries()) {
      expect(squeezed(page)).toContain(`${i + 1}of${pages.length}`);
      expect(page.toLowerCase()).toContain(markOf(verdict).word);
    }
  });

  test('it is structured: title, language, headings, tables with headers, figures with words', async () => {
    const pdf = await pdfOf('breaks above the tier');
    const facts = poppler('pdfinfo', [], pdf);
    expect(facts).toMatch(/^Title: +Met: stress at tier medium$/m);
    expect(facts).toMatch(/^Tagged: +yes$/m);
    expect(facts).toMatch(/^Page size: .*A4/m);
    const tree = poppler('pdfinfo', ['-struct'], pdf);
    expect(tree.match(/^ *H1\b/gm)).toHaveLength(1);
    expect(tree.match(/^ *H2\b/gm)!.length).toBeGreaterThan(5);
    for (const kind of ['Table', 'THead', 'TH', 'TD', 'Figure']) expect(tree).toMatch(new RegExp(`^ *${kind}\\b`, 'm'));
    const model = modelOf('breaks above the tier');
    const told = alternativesOf(pdf);
    for (const { title, description } of model.charts) expect(told).toContain(`${title}. ${description}.`);
    expect(told.filter((text) => text.startsWith('Load ruler: objectives met up to 200 requests/s;'))).toHaveLength(1);
    // A symbol without a word beside it says its word.
    expect(told.filter((text) => text === 'critical')).toHaveLength(5);
  });

  test('contents stand on the second page of a long report, and in no short one', async () => {
    const contents = async (name: string) => {
      const pages = textOf(await pdfOf(name))
        .split('\f')
        .slice(0, -1);
      return { pages: pages.length, told: /^Contents$/m.test(pages[1]!) };
    };
    const long = await contents('capacity found');
    expect(long.pages).toBeGreaterThanOrEqual(6);
    expect(long.told).toBe(true);
    for (const name of NAMES) {
      const { pages, told } = await contents(name);
      expect(told).toBe(pages >= 6);
    }
  });

  test('the header of a table is repeated on every page that it reaches', async () => {
    const pages = textOf(await pdfOf('sixty endpoints')).split('\f');
    const rows = pages.filter((page) => /v1\/[a-z]{2}\/items/.test(page) && /Per second|Endpoint/.test(page));
    expect(rows.length).toBeGreaterThan(1);
    for (const page of rows) expect(page).toMatch(/Requests[\s\S]*p99/);
  });

  test('many stages, many endpoints, large numbers: nothing leaves the page', async () => {
    const wide = (cell: TableCell) => (typeof cell === 'string' ? widened(cell) : cell);
    const widened = (text: string) => text.replace(/^[\d.]+ ms$/, '1,234.5 ms').replace(/^\d+$/, '123,456,789');
    const names = Array.from({ length: 9 }, (_, i) => `step ${i} at 10,000 requests/s`);
    const rows: Readonly<Record<string, (first: readonly TableCell[]) => TableCell[][]>> = {
      Stage: (first) => names.map((stage) => [stage, ...first.slice(1).map(wide)]),
      Endpoint: ([name, ...rest]) =>
        names.map((_, i) => [
          `${String(name)}/${'part-'.repeat(i * 6)}`,
          ...rest.slice(0, -1).map(wide),
          { p50: i / 20, p95: 0.4 + i / 20, p99: i % 2 === 0 ? 0.95 : null },
        ]),
    };
    const crowd = (block: Block): Block => {
      if (block.kind === 'table') {
        const { columns, rows: all } = block.table;
        const crowded = rows[columns[0]!.label]?.(all[0]!) ?? all;
        return { ...block, table: { columns, rows: crowded } };
      }
      if (block.kind !== 'matrix') return block;
      const stages = names.map((stage, i) => ({ name: stage, counts: i % 2 === 0 }));
      const crowded = block.matrix.rows.map((row) => ({
        ...row,
        cells: names.map((_, i) => ({ ...row.cells[i % row.cells.length]!, text: '99.95 %' })),
      }));
      return { ...block, matrix: { stages, rows: crowded } };
    };
    const pdf = await typeset(changed(reportIn('breaks above the tier'), crowd), FOLDERS);
    const words = wordsOf(pdf);
    expect(words.filter(({ left, right }) => left < LEFT - 1 || right > RIGHT + 1)).toEqual([]);
    expect(overlapping(words)).toEqual([]);
  });

  test('every character that the fonts have can be printed, any other is written as its code', async () => {
    const [first, ...others] = ['SourceSans3_400Regular', 'SourceSans3_600SemiBold', 'SourceSerif4_500Medium'].map(
      (file) => charactersOf(readFileSync(`${FOLDERS.fonts}/${file}.ttf`)),
    );
    const all = [...first!]
      .filter((code) => others.every((set) => set.has(code)))
      .map((code) => String.fromCodePoint(code));
    expect(all.length).toBeGreaterThan(500);
    const said: Block = { kind: 'list', items: [all.join(''), '中文 😀 ok'] };
    const report = { ...reportIn('script'), lead: [said] };
    const text = squeezed(textOf(await typeset(report, FOLDERS)));
    expect(text).toContain('\\u{4e2d}\\u{6587}\\u{1f600}ok');
  });

  test.each(GOLDEN)('%s: golden', async (name) => {
    const text = textOf(await pdfOf(name)).replaceAll('\f', '\n--- page ---\n');
    await expect(text).toMatchFileSnapshot(`../golden/report/${name.replaceAll(' ', '-')}.pdf.txt`);
  });
});

function overlapping(words: readonly Word[]): (readonly [Word, Word])[] {
  return words.flatMap((word, i) =>
    words
      .slice(i + 1)
      .filter((other) => overlap(word, other))
      .map((other) => [word, other] as const),
  );
}

/** Boxes reach from ascender to descender and lines stand closer than that: what counts is the core of the letters. */
function overlap(a: Word, b: Word): boolean {
  const core = ({ top, bottom }: Word) => [top + (bottom - top) * 0.3, bottom - (bottom - top) * 0.3] as const;
  const [[topA, bottomA], [topB, bottomB]] = [core(a), core(b)];
  return a.page === b.page && a.left < b.right - 0.5 && b.left < a.right - 0.5 && topA < bottomB && topB < bottomA;
}

import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openPress } from '../../src/press/press.ts';
import type { Block } from '../../src/report/blocks.ts';
import { FORMATS, type FormatName } from '../../src/report/formats.ts';
import { partsOf, type Report, type Section } from '../../src/report/report.ts';
import { terminalReport } from '../../src/report/terminal/terminal.ts';
import type { Result } from '../../src/result/result.ts';
import { parseXml } from '../fixtures/xml.ts';
import { CASES } from './fixtures.ts';

const folder = (path: string) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));
const PRESS = openPress({
  pageScript: folder('page/page.ts'),
  pageStyle: folder('page/page.css'),
  fonts: folder('press/fonts'),
  templates: folder('press/typst'),
});

/** One of each kind of block: what a dialect does not know it would lose. */
const BLOCKS: readonly Block[] = [
  { kind: 'heading', text: 'the-heading' },
  { kind: 'note', text: 'the-note' },
  {
    kind: 'table',
    table: {
      columns: [
        { label: 'Name', holds: 'name' },
        { label: 'Value', holds: 'number' },
      ],
      rows: [
        ['the-row', { value: 'the-value', interval: 'the-interval' }],
        ['other', { text: 'the-word', sign: 'degraded' }],
      ],
    },
  },
  { kind: 'list', items: ['the-item'] },
  { kind: 'caveats', items: ['the-caveat'] },
  { kind: 'steps', steps: [{ text: 'the-step', arithmetic: ['the-arithmetic'] }] },
  { kind: 'facts', facts: [['the-name', 'the-fact', 'literal']] },
  { kind: 'checks', checks: [{ name: 'the-check', found: 'the-found', asked: 'the-asked', passed: false }] },
  { kind: 'doubts', doubts: [{ text: 'the-doubt', next: 'the-remedy' }] },
  {
    kind: 'verdicts',
    verdicts: {
      labels: { name: 'Objective', question: 'Is it worse?' },
      rows: [{ name: 'the-thing', sign: 'critical', word: 'the-answer', says: 'the-reason' }],
    },
  },
  { kind: 'errors', errors: [{ title: 'the-error', examples: ['the-example'] }] },
];

/** All that a third kind of report costs: what is said of two results, in blocks. */
function comparison(before: Result, after: Result): Report {
  const sections: readonly Section[] = [{ question: 'What changed?', finding: 'p95 rose', blocks: BLOCKS }];
  const [headline, detail] = ['Slower than before', 'Of two runs.'];
  return {
    kind: 'comparison',
    document: { file: 'comparison.json', content: { before: before.run.id, after: after.run.id } },
    stem: 'report',
    name: headline,
    title: 'Comparison',
    about: [],
    id: after.run.id,
    at: after.run.startedAt,
    made: 'loadkit',
    sign: 'critical',
    word: 'slower',
    standing: '',
    decision: { headline, detail },
    ruler: undefined,
    answers: [],
    lead: [],
    cover: [],
    sections,
    comment: {
      subject: 'Comparison',
      parts: [{ title: '', blocks: [{ kind: 'note', text: detail }] }],
      folded: { title: 'Everything', blocks: [], parts: partsOf(sections) },
      foot: [['', 'two runs']],
    },
    screen: partsOf(sections),
    suite: {
      name: 'loadkit.comparison',
      seconds: 0,
      properties: [],
      cases: [
        {
          name: 'p95',
          seconds: 0,
          outcome: { element: 'failure', type: 'slower', message: 'p95 rose' },
          details: ['the-case'],
        },
      ],
      says: [headline],
    },
  };
}

describe('a kind of report that no format has heard of', () => {
  const { result } = CASES['script']!();
  const report = comparison(result, result);
  const rendered = async (name: FormatName) => {
    const made = await FORMATS[name].render(report, PRESS, []);
    return typeof made === 'string' ? made : Buffer.from(made).toString('latin1');
  };
  /** What stands in the blocks: what a page folds or draws is not among them. */
  const WORDS = JSON.stringify(BLOCKS).match(/the-[a-z]+/g)!;

  test('has its files in every format', () => {
    const files = Object.values(FORMATS).map(({ file }) => file(report));
    expect(files).toEqual(['comparison.json', 'report.md', 'report.html', 'report.pdf', 'junit.xml']);
  });

  test.each(['html', 'markdown'] as const)('%s says all of its blocks', async (name) => {
    const text = await rendered(name);
    for (const word of WORDS) expect(text).toContain(word);
    expect(text).toContain('Slower than before');
  });

  test('so does the terminal', () => {
    const text = terminalReport(report, { width: 100, colour: false, files: [] });
    for (const word of WORDS) expect(text).toContain(word);
  });

  test('it is typeset', async () => expect(await rendered('pdf')).toMatch(/^%PDF-/));

  test('a test reporter reads its cases', async () => {
    const { attributes, elements } = parseXml(await rendered('junit'));
    expect(attributes).toMatchObject({ tests: '1', failures: '1', errors: '0' });
    expect(elements[0]!.attributes['name']).toBe('loadkit.comparison');
  });

  test('its document is written as it is', async () =>
    expect(JSON.parse(await rendered('json'))).toEqual(report.document.content));
});

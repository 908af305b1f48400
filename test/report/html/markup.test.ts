import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { htmlReport } from '../../../src/report/html/html.ts';
import { reportOfPlan } from '../../../src/report/stories/plan/story.ts';
import { reportOf } from '../../../src/report/stories/stories.ts';
import { type PageElement, parsePage, within } from '../../fixtures/html.ts';
import { PLANS } from '../../fixtures/plans.ts';
import { CASES } from '../fixtures.ts';

// What the W3C checker finds fault with, as far as a test can say so without it.

const PAGE = { script: '', style: '', sha256: 'none', fontFaces: '' };
const sample = fileURLToPath(new URL('../../../reports/sample/report.html', import.meta.url));
const pages: Readonly<Record<string, () => string>> = {
  sample: () => readFileSync(sample, 'utf8'),
  ...Object.fromEntries(
    Object.entries(CASES).map(([name, judged]) => {
      const page = () => htmlReport(reportOf(judged().result, judged().series), PAGE);
      return [name, page];
    }),
  ),
  ...Object.fromEntries(
    Object.entries(PLANS).map(([name, plan]) => [`plan: ${name}`, () => htmlReport(reportOfPlan(plan()), PAGE)]),
  ),
};

/** The role that an element has by itself; to state it is needless. */
const IMPLICIT: Readonly<Record<string, string>> = {
  a: 'link',
  article: 'article',
  button: 'button',
  details: 'group',
  dialog: 'dialog',
  figure: 'figure',
  footer: 'contentinfo',
  form: 'form',
  h1: 'heading',
  h2: 'heading',
  h3: 'heading',
  header: 'banner',
  hr: 'separator',
  img: 'img',
  li: 'listitem',
  main: 'main',
  nav: 'navigation',
  ol: 'list',
  output: 'status',
  p: 'paragraph',
  section: 'region',
  table: 'table',
  tbody: 'rowgroup',
  td: 'cell',
  th: 'columnheader',
  thead: 'rowgroup',
  tr: 'row',
  ul: 'list',
};
/** Elements that may have a name without a role of their own. */
const NAMED = ['a', 'button', 'input', 'output', 'section', 'nav', 'table', 'figure', 'ul', 'ol', 'dl'];
/** What may stand in a paragraph, a heading or a span. */
const PHRASES =
  /^(a|abbr|b|bdi|br|button|canvas|code|em|i|kbd|mark|meter|output|path|circle|rect|s|small|span|strong|style|sub|sup|svg|time|u|var|wbr)$/;
const HOLD_PHRASES = /^(p|h[1-6]|span|b|i|small|code|button|output|summary)$/;

const idsIn = (all: readonly PageElement[]) => all.flatMap(({ attributes }) => attributes['id'] ?? []);

/** What is wrong with a page, a line each. */
function faults(page: string): string[] {
  const all = within(parsePage(page));
  const ids = idsIn(all);
  const levels = all.flatMap(({ name }) => (/^h[1-6]$/.test(name) ? [Number(name[1])] : []));
  const skipped = levels.filter((level, i) => level > (levels[i - 1] ?? 0) + 1);
  const referred = (element: PageElement) =>
    ['for', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'headers', 'list'].flatMap((attribute) =>
      (element.attributes[attribute] ?? '').split(' ').filter(Boolean),
    );
  const jumps = ({ attributes: { href = '' } }: PageElement) => (href.startsWith('#') ? [href.slice(1)] : []);
  return [
    ...(levels.filter((level) => level === 1).length === 1 ? [] : ['not one h1']),
    ...skipped.map((level) => `a heading h${level} skips a level`),
    ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `two elements with the id ${id}`),
    ...all
      .filter(({ name, attributes }) => attributes['role'] !== undefined && attributes['role'] === IMPLICIT[name])
      .map(({ name, attributes }) => `<${name} role="${attributes['role']}"> states what it is`),
    ...all.flatMap((element) =>
      [...referred(element), ...jumps(element)]
        .filter((id) => !ids.includes(id))
        .map((id) => `<${element.name}> refers to ${id}, which is nowhere`),
    ),
    ...all
      .filter(({ name, attributes }) => 'aria-label' in attributes && !('role' in attributes) && !NAMED.includes(name))
      .map(({ name }) => `<${name} aria-label> has no role that could be named`),
    ...all
      .filter(({ attributes }) => attributes['role'] === 'img' && !attributes['aria-label']?.trim())
      .map(({ name }) => `<${name} role="img"> says nothing`),
    ...all
      .filter((element) => element.name === 'section' && !within(element).some(({ name }) => /^h[2-6]$/.test(name)))
      .map(() => 'a section without a heading'),
    ...all
      .filter(({ name }) => HOLD_PHRASES.test(name))
      .flatMap(({ name, inside }) =>
        inside.filter((inner) => !PHRASES.test(inner.name)).map((inner) => `<${inner.name}> in <${name}>`),
      ),
    ...all
      .filter(({ name, inside }) => (name === 'ul' || name === 'ol') && inside.some((inner) => inner.name !== 'li'))
      .map(({ name }) => `<${name}> holds what is no item`),
    ...all.filter(({ name, inside }) => name === 'table' && !isEven(inside)).map(() => 'a table with uneven rows'),
    ...all
      .filter(({ name, text }) => /^(h[1-6]|th|button|summary|title)$/.test(name) && text.trim() === '')
      .map(({ name }) => `<${name}> without words`),
  ];
}

/** Whether every row of a table has as many cells. */
function isEven(inside: readonly PageElement[]): boolean {
  const rows = inside.flatMap(within).filter(({ name }) => name === 'tr');
  return new Set(rows.map((row) => row.inside.length)).size <= 1;
}

describe('the markup of a page', () => {
  test.each(Object.keys(pages))('%s: nothing that the W3C checker finds fault with', (name) => {
    expect(faults(pages[name]!())).toEqual([]);
  });

  test.each([
    ['<table role="table"></table>', 'states what it is'],
    ['<section role="region"><h2>x</h2></section>', 'states what it is'],
    ['<p id="a">x</p><p id="a">x</p>', 'two elements with the id a'],
    ['<h3>x</h3>', 'skips a level'],
    ['<h1>again</h1>', 'not one h1'],
    ['<label for="nobody">x</label>', 'which is nowhere'],
    ['<a href="#nobody">x</a>', 'which is nowhere'],
    ['<div aria-label="x"></div>', 'no role that could be named'],
    ['<canvas role="img"></canvas>', 'says nothing'],
    ['<section><p>x</p></section>', 'a section without a heading'],
    ['<p><ul><li>x</li></ul></p>', '<ul> in <p>'],
    ['<ul><p>x</p></ul>', 'holds what is no item'],
    ['<table><tr><td>1</td></tr><tr><td>1</td><td>2</td></tr></table>', 'uneven rows'],
    ['<th scope="col"></th>', 'without words'],
  ])('a fault is found: %s', (markup, fault) => {
    const page = `<!doctype html>\n<html lang="en"><head><title>x</title></head><body><h1>x</h1>${markup}</body></html>`;
    expect(faults(page)).toEqual([expect.stringContaining(fault)]);
  });

  test.each(['<p>', '<b><i></b></i>', '<p class="a" class="b"></p>', '<p'])('what is no markup is none: %s', (markup) =>
    expect(() => parsePage(`<!doctype html>\n<html>${markup}</html>`)).toThrow(),
  );
});

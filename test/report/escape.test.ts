import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { code, markdown, xml } from '../../src/report/escape.ts';
import { visible } from '../../src/visible.ts';

/** Any UTF-16 units, among them many of those that mean something to Markdown. */
const text = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
  fc.string({ unit: fc.constantFrom(...'\\`*_[]()<>|~$&;#!@-+=:/.1aGH w'), maxLength: 30 }),
);

/** What no backslash stands before, as a reader of Markdown takes it. */
function bare(source: string): string {
  return source.replace(/\\[!-/:-@[-`{-~]/g, '·');
}

describe('markdown', () => {
  test.each([
    ['API response is 800 ms, critical is > 500 ms (30 %)', 'API response is 800 ms, critical is > 500 ms (30 %)'],
    ['a | b', 'a \\| b'],
    ['http_reqs{status:5xx}', 'http_reqs{status:5xx}'],
    ['_soon_ *now* `code` ~no~', '\\_soon\\_ \\*now\\* \\`code\\` \\~no\\~'],
    ['![x](y)', '!\\[x\\](y)'],
    ['<b>&amp; < 3', '&lt;b>&amp;amp; < 3'],
    ['@team me@x.org', '@\u2060team me@\u2060x.org'],
    ['see #12, owner/repo#3, GH-4, !5', 'see #\u206012, owner/repo#\u20603, GH-\u20604, !\u20605'],
    ['https://x.test www.x.test', 'https\u2060://x.test www\u2060.x.test'],
    ['# title', '\\# title'],
    ['- item', '\\- item'],
    ['1. item', '1\\. item'],
    ['-5', '-5'],
    ['1.5x', '1.5x'],
    ['costs $1$', 'costs \\$1\\$'],
  ])('%j', (from, to) => {
    expect(markdown(from)).toBe(to);
  });

  test('nothing acts: no markup, tag, mention, link or reference is left', () => {
    fc.assert(
      fc.property(text, (from) => {
        const to = markdown(from);
        expect(bare(to)).not.toMatch(/[`*[\]|~$]|^[#>+]|<[a-z/!?]|&(?!lt;|amp;)#?\w+;/i);
        expect(to).not.toMatch(/@(?!\u2060)|[#!]\d|\b(https?|ftp|www)[:.]|\bGH-\d/i);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
        expect(to).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
      { numRuns: 2000 },
    );
  });

  test('nothing is lost: taken back, it is the text', () => {
    fc.assert(
      fc.property(text, (from) => {
        const back = markdown(from)
          .replace(/\\([!-/:-@[-`{-~])/g, '$1')
          .replaceAll('\u2060', '')
          .replaceAll('&lt;', '<')
          .replaceAll('&amp;', '&');
        expect(back).toBe(visible(from).replaceAll('\u2060', ''));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('code', () => {
  test.each([
    ['loadkit run x', '`loadkit run x`'],
    ['a `b` c', '``a `b` c``'],
    ['`', '`` ` ``'],
    ['', '`–`'],
    [' x ', '`  x  `'],
  ])('%j', (from, to) => {
    expect(code(from)).toBe(to);
  });

  test('a span ends where it should, and holds the text (CommonMark, section 6.1)', () => {
    fc.assert(
      fc.property(text, (from) => {
        const [, fence, content] = /^(`+)(.*)$/s.exec(code(from))!;
        const end = [...content!.matchAll(/`+/g)].find(([run]) => run.length === fence!.length);
        expect(end?.index).toBe(content!.length - fence!.length);
        const inner = content!.slice(0, end!.index);
        const stripped = /^ .*[^ ].* $/s.test(inner) ? inner.slice(1, -1) : inner;
        expect(stripped).toBe(visible(from).trim() === '' ? '–' : visible(from));
      }),
      { numRuns: 2000 },
    );
  });
});

test('xml: nothing that XML 1.0 forbids, and no attachment', () => {
  expect(xml('a<b>&"\'\u0000\ud800\ufffe]]>')).toBe('a&lt;b&gt;&amp;&quot;&#39;\\x00\ufffd\\ufffe]]&gt;');
  expect(xml('[[attachment|/etc/passwd]]')).toBe('[\u2060[attachment|/etc/passwd]]');
});

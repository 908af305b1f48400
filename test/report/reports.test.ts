import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { htmlReport } from '../../src/report/html/html.ts';
import { markdownReport } from '../../src/report/markdown/markdown.ts';
import { reportOf, runModel } from '../../src/report/stories/stories.ts';
import { terminalReport } from '../../src/report/terminal/terminal.ts';
import { CASES, hostile } from './fixtures.ts';

/** A page without script and fonts: its golden is what loadkit says, not what Chart.js is. */
const PAGE = { script: '', style: '', sha256: 'none', fontFaces: '' };

const rendered = (name: string) => {
  const { result, series } = CASES[name]!();
  const model = runModel(result, series);
  const report = reportOf(result, series);
  const terminal = (width: number) =>
    terminalReport(report, { width, colour: false, files: ['/runs/x/result.json', '/runs/x/report.html'] });
  return {
    result,
    model,
    terminal,
    html: htmlReport(report, PAGE),
    markdown: markdownReport(report),
  };
};

const GOLDEN = [
  'meets with headroom',
  'breaks above the tier',
  'critical',
  'warned and silenced',
  'inconclusive',
  'closed ramp',
  'pool exhausted',
  'leaking',
  'script',
  'nothing sent',
  'hostile names',
  'capacity found',
  'capacity below the tier',
  'capacity generator',
  'capacity alone',
  'capacity interrupted',
  'capacity rate limited',
];

describe('reports (to renew the goldens: npx vitest run test/report -u)', () => {
  test.each(GOLDEN)('%s: golden', async (name) => {
    const { html, markdown, terminal } = rendered(name);
    const file = (ending: string) => `../golden/report/${name.replaceAll(' ', '-')}.${ending}`;
    await expect(html).toMatchFileSnapshot(file('html'));
    await expect(markdown).toMatchFileSnapshot(file('md'));
    await expect(terminal(80)).toMatchFileSnapshot(file('txt'));
  });

  test.each(Object.keys(CASES))('%s: every finding has an id of its own', (name) => {
    const { objectives, validity, caveats, errors } = CASES[name]!().result;
    const ids = [...objectives, ...validity.reasons, ...caveats, ...errors].map(({ id }) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    for (const id of ids)
      expect(id).toMatch(/^(objective|threshold|own|search|invalid|caveat|fault|event)\/[^/\s]+(\/[^/\s]+)?$/u);
  });

  test('what was measured changes no id', () => {
    const lines = (name: string) =>
      CASES[name]!()
        .result.objectives.map(({ id }) => id)
        .filter((id) => id.startsWith('objective/'));
    expect(lines('critical')).toEqual(lines('meets with headroom'));
    expect(lines('critical')).toContain('objective/api-response/0.5x');
  });

  test('a warning and what is silenced stand in every format, with reason and end', () => {
    const { html, markdown, terminal } = rendered('warned and silenced');
    for (const text of [html, markdown, terminal(100)].map((one) => one.replace(/\s+/g, ' '))) {
      expect(text).toContain('with 1 warning and 1 silenced');
      expect(text).toMatch(/Warning: p95 alert is [^.]*, critical is (&gt;|\\?>) 500 ms/);
      expect(text).toMatch(/silenced until 2026-12-31: the search index is being rebuilt/);
    }
  });

  test.each(Object.keys(CASES))('%s: no number is broken, and none is shown with false precision', (name) => {
    const { html, markdown, terminal } = rendered(name);
    for (const text of [html, markdown, terminal(100)]) {
      expect(text).not.toMatch(/\bNaN\b|\bundefined\b|\bInfinity\b|\[object|\d[eE][+-]\d/);
      // More than four significant digits before a unit.
      expect(text).not.toMatch(/\b(0\.0*[1-9]\d{4,}|[1-9]\d*\.\d{4,}) (µs|ms|s|%|min|h)/);
    }
  });

  test.each(Object.keys(CASES))(
    '%s: no line of the terminal is too wide, and none carries a control character',
    (name) => {
      const { terminal } = rendered(name);
      for (const width of [20, 40, 80, 200]) {
        // A path is not broken: it must survive being copied.
        for (const line of terminal(width)
          .split('\n')
          .filter((text) => !text.includes('/runs/x'))) {
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
          expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
        }
      }
    },
  );

  test('hostile names stay text in HTML and Markdown', () => {
    const { html, markdown } = rendered('hostile names');
    expect(html).toContain("default-src 'none'");
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).not.toContain('<script>window');
    expect(html).not.toContain('\u001b');
    expect(markdown).not.toMatch(
      /(?<!\\)!\[(?!Load|Latency|Errors)|(?<!\\)\]\((?!charts\/[a-z]+\.svg\))|@team|<script/,
    );
    for (const line of markdown.split('\n').filter((l) => l.startsWith('|'))) expect(line.endsWith('|')).toBe(true);
    expect(hostile.length).toBeGreaterThan(5);
  });
});

describe('sentences', () => {
  const model = (name: string) => rendered(name).model;

  test('of the decision', () => {
    expect(model('meets with headroom').decision.headline).toBe('Meets its objectives at the medium tier');
    expect(model('critical').decision.headline).toMatch(
      /^Misses its objectives at the medium tier: API response is 800 ms, critical is > 500 ms$/,
    );
    expect(model('degraded').decision.headline).toMatch(
      /^Degraded at the medium tier: API response is \d+ ms in 1x, the target is < 200 ms$|^Degraded at the medium tier: API response is \d+ ms, the target is < 200 ms$/,
    );
    expect(model('inconclusive').decision.headline).toBe(
      'Inconclusive at the medium tier: the measurement cannot be believed',
    );
    expect(model('nothing sent').decision.headline).toBe('No data: nothing was measured');
  });

  test('of the breaking point', () => {
    expect(model('breaks above the tier').estimates[0]).toMatch(
      /^Breaks between 1 × and 1\.5 × the tier's rate \(200 and 300 requests\/s\)\./,
    );
    expect(model('meets with headroom').estimates[0]).toMatch(
      /^Nothing broke up to 3 × the tier's rate \(600 requests\/s\)\./,
    );
    expect(model('closed ramp').estimates[0]).toMatch(/^Breaks at \d+ users \([\d.]+ requests\/s\)\./);
  });

  test('a reason is given once with all its stages, and its advice once', () => {
    const { recommendations, reasons } = model('inconclusive');
    expect(reasons.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^0\.5x, 1x: the generator fell behind its schedule/),
    ]);
    const said = rendered('inconclusive').terminal(80);
    expect(said.match(/free the generator\s+machine/gi)).toHaveLength(1);
    expect(said).toContain('? not judged');
    expect(said).not.toContain('✓ met');
    expect(recommendations.filter((text) => text.startsWith('Free the generator machine'))).toHaveLength(1);
  });
});

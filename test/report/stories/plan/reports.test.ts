import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { htmlReport } from '../../../../src/report/html/html.ts';
import { junitReport } from '../../../../src/report/junit/junit.ts';
import { markdownReport } from '../../../../src/report/markdown/markdown.ts';
import { reportOfPlan } from '../../../../src/report/stories/plan/story.ts';
import { terminalReport } from '../../../../src/report/terminal/terminal.ts';
import { searched } from '../../../fixtures/measured.ts';
import { PLANS, plan, TIERS } from '../../../fixtures/plans.ts';

const PAGE = { script: '', style: '', sha256: 'none', fontFaces: '' };
const CASES = Object.keys(PLANS);

const rendered = (name: string) => {
  const made = PLANS[name]!();
  const report = reportOfPlan(made);
  const terminal = (width: number) => terminalReport(report, { width, colour: false, files: [] });
  const [html, markdown, junit] = [htmlReport(report, PAGE), markdownReport(report), junitReport(report)];
  return { made, terminal, html, markdown, junit };
};

describe('reports of a plan (to renew the goldens: npx vitest run test/report -u)', () => {
  test.each(CASES)('%s: golden', async (name) => {
    const { html, markdown, terminal, junit } = rendered(name);
    const file = (ending: string) => `../../../golden/plan/${name.replaceAll(' ', '-')}.${ending}`;
    await expect(html).toMatchFileSnapshot(file('html'));
    await expect(markdown).toMatchFileSnapshot(file('md'));
    await expect(terminal(100)).toMatchFileSnapshot(file('txt'));
    await expect(junit).toMatchFileSnapshot(file('junit.xml'));
  });

  test.each(CASES)('%s: no number is broken, and none is shown with false precision', (name) => {
    const { html, markdown, terminal } = rendered(name);
    for (const text of [html, markdown, terminal(100)]) {
      expect(text).not.toMatch(/\bNaN\b|\bundefined\b|\bnull\b|\bInfinity\b|\[object|\d[eE][+-]\d/);
      expect(text).not.toMatch(/\b(0\.0*[1-9]\d{4,}|[1-9]\d*\.\d{4,}) (µs|ms|s|%|min|h|requests|cores)/);
    }
  });

  test.each(CASES)('%s: the tables fit a terminal of 100 columns, and any other', (name) => {
    const { terminal } = rendered(name);
    for (const width of [40, 80, 100, 200])
      for (const line of terminal(width).split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    for (const column of ['Recommended', 'Headroom', 'Stated']) expect(terminal(100)).toContain(column);
  });

  test('every advice shows its arithmetic', () => {
    const { made, terminal } = rendered('medium too small');
    expect(made.advice.length).toBeGreaterThan(0);
    const said = terminal(100).replace(/\s+/g, ' ');
    expect(said).toContain('✗ medium does not carry: 173 requests/s against a peak of 200 requests/s');
    expect(said).toContain('260 requests/s × (1 + 10 %) ÷ (173 requests/s ÷ 2 replicas), rounded up = 4 replicas');
  });

  test('what is projected is marked wherever it stands', () => {
    const { markdown, terminal } = rendered('measured at medium');
    expect(markdown).toMatch(/\| enterprise \|.*~/);
    expect(terminal(100)).toContain('~ projected');
  });

  test('a hostile tier name acts nowhere', () => {
    const tiers = [{ ...TIERS[1]!, name: 'a.-_x' }];
    const made = plan({ tiers, runs: [searched('a.-_x', 300)] });
    expect(markdownReport(reportOfPlan(made))).toContain('a.-\\_x');
  });
});

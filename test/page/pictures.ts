import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, test } from 'vitest';
import { openPress } from '../../src/press/press.ts';
import { htmlReport } from '../../src/report/html/html.ts';
import { reportOfPlan } from '../../src/report/stories/plan/story.ts';
import { reportOf } from '../../src/report/stories/stories.ts';
import { PLANS } from '../fixtures/plans.ts';
import { CASES } from '../report/fixtures.ts';
import { launch, openReport } from './browser.ts';
import { chromiumPath } from './chromium.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const press = openPress({
  pageScript: join(root, 'dist/page.js'),
  pageStyle: join(root, 'dist/page.css'),
  fonts: join(root, 'src/press/fonts'),
  templates: join(root, 'src/press/typst'),
});
const chromium = chromiumPath();
if (!chromium) throw new Error('pictures need Chromium: apt-get install chromium');
const browser = await launch(chromium);
const folder = join(root, 'pictures');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
afterAll(() => browser.close());

const LOOKS = [
  { name: 'wide', width: 1440, dark: false },
  { name: 'dark', width: 1440, dark: true },
  { name: 'phone', width: 390, dark: false },
];

test.each(Object.keys(CASES))('%s', async (name) => {
  const { result, series } = CASES[name]!();
  const report = reportOf(result, series);
  const html = htmlReport(report, await press.page());
  const file = name.replaceAll(' ', '-');
  for (const look of LOOKS) {
    const { page } = await openReport(browser, html, look.width, look.dark);
    await page.screenshot({ path: join(folder, `${file}-${look.name}.png`), fullPage: true });
    await page.close();
  }
  const pdf = join(folder, `${file}.pdf`);
  writeFileSync(pdf, await press.typeset(report));
  execFileSync('pdftoppm', ['-r', '70', '-png', pdf, join(folder, `${file}-page`)]);
});

test.each(Object.keys(PLANS))('plan: %s', async (name) => {
  const html = htmlReport(reportOfPlan(PLANS[name]!()), await press.page());
  for (const look of LOOKS) {
    const { page } = await openReport(browser, html, look.width, look.dark);
    await page.screenshot({ path: join(folder, `plan-${name.replaceAll(' ', '-')}-${look.name}.png`), fullPage: true });
    await page.close();
  }
});

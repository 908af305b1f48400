import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPress } from '../../src/press/press.ts';
import { htmlReport } from '../../src/report/html/html.ts';
import { reportOfPlan } from '../../src/report/stories/plan/story.ts';
import { PLANS } from '../fixtures/plans.ts';
import { laidOut, launch, openReport, overlaps } from './browser.ts';
import { chromiumPath } from './chromium.ts';

const chromium = chromiumPath();
if (!chromium)
  process.stderr.write(
    'SKIPPED: no Chromium on this machine, the page of a plan was not looked at (apt-get install chromium)\n',
  );

const root = fileURLToPath(new URL('../..', import.meta.url));
const press = openPress({
  pageScript: `${root}/dist/page.js`,
  pageStyle: `${root}/dist/page.css`,
  fonts: `${root}/src/press/fonts`,
  templates: `${root}/src/press/typst`,
});

describe.skipIf(!chromium)('the page of a plan in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(chromium!);
  });
  afterAll(() => browser.close());

  test.each(Object.keys(PLANS))('%s: nothing overlaps or leaves the page, and nothing is asked for', async (name) => {
    const html = htmlReport(reportOfPlan(PLANS[name]!()), await press.page());
    const { page, errors } = await openReport(browser, html, 390);
    for (const width of [390, 1440]) {
      const { boxes, leaving, scrollWidth } = await laidOut(page, width);
      expect(errors).toEqual([]);
      expect(boxes.length).toBeGreaterThan(40);
      expect({ width, leaving }).toEqual({ width, leaving: [] });
      expect(scrollWidth).toBeLessThanOrEqual(width);
      expect({ width, overlaps: overlaps(boxes) }).toEqual({ width, overlaps: [] });
    }
  });
});

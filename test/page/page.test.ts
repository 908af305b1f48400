import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPress } from '../../src/press/press.ts';
import { htmlReport } from '../../src/report/html/html.ts';
import { reportOf } from '../../src/report/stories/stories.ts';
import { withHostileTexts } from '../fixtures/hostile.ts';
import { CASES } from '../report/fixtures.ts';
import { canvasTexts, laidOut, launch, openReport, overlaps } from './browser.ts';
import { chromiumPath } from './chromium.ts';

const chromium = chromiumPath();
if (!chromium)
  process.stderr.write(
    'SKIPPED: no Chromium on this machine, the HTML report was not looked at (apt-get install chromium)\n',
  );

const root = fileURLToPath(new URL('../..', import.meta.url));
const press = openPress({
  pageScript: `${root}/dist/page.js`,
  pageStyle: `${root}/dist/page.css`,
  fonts: `${root}/src/press/fonts`,
  templates: `${root}/src/press/typst`,
});

const written = new Map<string, Promise<string>>();

/** The page of a case, written once. */
function htmlOf(name: string): Promise<string> {
  const { result, series } = CASES[name]!();
  const html = written.get(name) ?? press.page().then((page) => htmlReport(reportOf(result, series), page));
  written.set(name, html);
  return html;
}

describe.skipIf(!chromium)('the HTML report in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(chromium!);
  });
  afterAll(() => browser.close());

  test.each(Object.keys(CASES))('%s: nothing overlaps or leaves the page, and nothing breaks', async (name) => {
    const { page, errors } = await openReport(browser, await htmlOf(name), 390);
    // Opened where it is narrow; the same page is made wide, which is half the work of opening it twice.
    for (const width of [390, 1440]) {
      const { boxes, leaving, scrollWidth } = await laidOut(page, width);
      expect(errors).toEqual([]);
      expect({ width, leaving }).toEqual({ width, leaving: [] });
      expect(scrollWidth).toBeLessThanOrEqual(width);
      expect({ width, overlaps: overlaps(boxes) }).toEqual({ width, overlaps: [] });
      for (const canvas of await canvasTexts(page)) {
        const at = { chart: canvas.id, width };
        expect({ ...at, overlaps: overlaps(canvas.boxes, 1) }).toEqual({ ...at, overlaps: [] });
        const outside = canvas.boxes.filter(
          (box) => box.left < -1 || box.right > canvas.width + 1 || box.top < -1 || box.bottom > canvas.height + 1,
        );
        expect({ ...at, outside }).toEqual({ ...at, outside: [] });
      }
    }
    const text = await page.evaluate(() => document.body.innerText);
    expect(text).not.toMatch(/\bNaN\b|\bundefined\b|\bInfinity\b|\de[+-]\d/);
  });

  test('charts are drawn, zoom by dragging, and come back by a double click', async () => {
    const { page } = await openReport(browser, await htmlOf('breaks above the tier'), 1440);
    const ticks = async () =>
      (await canvasTexts(page)).find(({ id }) => id === 'arrivals')!.boxes.map((box) => box.text);
    const load = page.locator('figure[data-chart=load] canvas');
    await load.scrollIntoViewIfNeeded();
    const box = (await load.boundingBox())!;
    const whole = await ticks();
    await page.mouse.move(box.x + 300, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 500, box.y + 60, { steps: 4 });
    await page.mouse.up();
    const zoomed = await ticks();
    expect(zoomed).not.toEqual(whole);
    await load.dblclick({ position: { x: 300, y: 60 } });
    await page.mouse.move(0, 0);
    expect(new Set(await ticks())).toEqual(new Set(whole));
    await page.close();
  });

  test('hovering one chart reads all of them out; a key hides a line; the numbers come as CSV', async () => {
    const { page } = await openReport(browser, await htmlOf('breaks above the tier'), 1440);
    await page.locator('figure[data-chart=load] canvas').hover({ position: { x: 400, y: 50 } });
    const said = page.locator('figure[data-chart=latency] output');
    expect(await said.textContent()).toMatch(/^at .*: p50 .* ms, p95 .*, p99 /);
    await page.locator('figure[data-chart=latency] button[data-line=p99]').click();
    await page.locator('figure[data-chart=load] canvas').hover({ position: { x: 410, y: 50 } });
    expect(await said.textContent()).not.toContain('p99');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('figure[data-chart=latency] .src a').click(),
    ]);
    expect(download.suggestedFilename()).toBe('latency.csv');
    await page.close();
  });

  test('charts of load read out the nearest load, zoom together, and give their points as CSV', async () => {
    const { page } = await openReport(browser, await htmlOf('capacity found'), 1440);
    const latency = page.locator('figure[data-chart=load-latency] canvas');
    await latency.scrollIntoViewIfNeeded();
    await latency.hover({ position: { x: 500, y: 120 } });
    const said = (id: string) => page.locator(`figure[data-chart=${id}] output`).textContent();
    expect(await said('load-latency')).toMatch(/^at [\d.]+ requests\/s: p50 .* ms, p95 .* ms/);
    expect(await said('load-bad')).toMatch(/^at [\d.]+ requests\/s: API response .* %$/);
    expect(await said('load')).toBe('');
    const ticks = async () =>
      (await canvasTexts(page)).find(({ id }) => id === 'load-bad')!.boxes.map((box) => box.text);
    const whole = await ticks();
    const box = (await latency.boundingBox())!;
    await page.mouse.move(box.x + 400, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + 600, box.y + 100, { steps: 4 });
    await page.mouse.up();
    expect(await ticks()).not.toEqual(whole);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('figure[data-chart=scaling] .src a').click(),
    ]);
    const csv = readFileSync((await download.path())!, 'utf8').split('\n');
    expect(csv[0]).toBe(
      '"in flight","fit, lower (per second)","fit, upper (per second)","fit (per second)","measured (per second)"',
    );
    expect(csv.slice(1).filter((row) => /^[\d.]+,[\d.]+,[\d.]+,[\d.]+,/.test(row)).length).toBeGreaterThan(30);
    await page.close();
  });

  test('is whole without its script, but for the charts', async () => {
    const html = (await htmlOf('critical')).replace(/<script>[\s\S]*?<\/script>/, '');
    const { page, errors } = await openReport(browser, html, 1440);
    expect(errors).toEqual([]);
    expect(await page.innerText('h1')).toMatch(/^Misses its objectives/);
    expect(await page.locator('table.obj tbody tr').count()).toBeGreaterThan(0);
    await page.close();
  });

  test('hostile texts run nothing, in light or dark, and become no handler and no link', async () => {
    const { result, series } = CASES['critical']!();
    const html = htmlReport(reportOf(withHostileTexts(result), series), await press.page());
    for (const dark of [false, true]) {
      const { page, errors } = await openReport(browser, html, 1440, dark);
      expect(errors).toEqual([]);
      expect(await page.evaluate(() => 'pwn' in window)).toBe(false);
      const acting = await page.evaluate(() =>
        [...document.querySelectorAll('*')].flatMap((element) =>
          [...element.attributes]
            .filter(({ name, value }) => name.startsWith('on') || /^\s*javascript:/i.test(value))
            .map(({ name, value }) => `${element.tagName} ${name}=${value}`),
        ),
      );
      expect(acting).toEqual([]);
      expect(await page.locator('script').count()).toBe(2);
      await page.close();
    }
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
}

/**
 * The page in which reports are opened, until somebody closes it: one of its own for each costs more than to draw it.
 */
const opened = new WeakMap<Browser, Page>();

async function pageIn(browser: Browser): Promise<Page> {
  const known = opened.get(browser);
  if (known && !known.isClosed()) return known;
  const page = await browser.newPage({ deviceScaleFactor: 1 });
  await page.addInitScript(noteCanvasText);
  opened.set(browser, page);
  return page;
}

/** A report as a file in a browser, its errors collected; every text that a canvas draws is noted with its box. */
export async function openReport(
  browser: Browser,
  html: string,
  width: number,
  dark = false,
): Promise<{ page: Page; errors: string[] }> {
  const page = await pageIn(browser);
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
  for (const event of ['pageerror', 'console', 'request']) page.removeAllListeners(event);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) errors.push(`asked the network for ${request.url()}`);
  });
  const folder = mkdtempSync(join(tmpdir(), 'loadkit-page-'));
  try {
    const file = join(folder, 'report.html');
    writeFileSync(file, html);
    // A busy machine takes its time; how long a test may take says the test.
    await page.goto(pathToFileURL(file).href, { timeout: 0 });
  } finally {
    // The page has all of it; who closes it later, or not at all, leaves nothing behind.
    rmSync(folder, { recursive: true, force: true });
  }
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(50);
  return { page, errors };
}

/** The page in another width, its charts drawn anew. */
async function resize(page: Page, width: number): Promise<void> {
  if (page.viewportSize()!.width === width) return;
  await page.setViewportSize({ width, height: 900 });
  await page.waitForTimeout(150);
}

/** Runs in the page: keeps what each canvas wrote since it was last sized, where, and how large. */
function noteCanvasText(): void {
  const prototype = CanvasRenderingContext2D.prototype;
  const write = prototype.fillText;
  const notes = new WeakMap<HTMLCanvasElement, { key: string; boxes: object[] }>();
  prototype.fillText = function (text, x, y, ...rest) {
    const { canvas } = this as { canvas: HTMLCanvasElement };
    const { a: scale, e: shiftX, d: scaleY, f: shiftY } = this.getTransform();
    const size = this.measureText(text);
    const note = notes.get(canvas) ?? { key: '', boxes: [] };
    notes.set(canvas, note);
    note.boxes.push({
      text,
      left: x * scale + shiftX - size.actualBoundingBoxLeft,
      right: x * scale + shiftX + size.actualBoundingBoxRight,
      top: y * scaleY + shiftY - size.actualBoundingBoxAscent,
      bottom: y * scaleY + shiftY + size.actualBoundingBoxDescent,
    });
    return write.call(this, text, x, y, ...rest);
  };
  const clear = prototype.clearRect;
  prototype.clearRect = function (...box) {
    notes.delete((this as { canvas: HTMLCanvasElement }).canvas);
    return clear.call(this, ...box);
  };
  Object.assign(window, { canvasText: (canvas: HTMLCanvasElement) => notes.get(canvas)?.boxes ?? [] });
}

export interface TextBox {
  readonly text: string;
  /** The text it is a line of; lines of one text may touch. */
  readonly node?: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** What may clip or scroll it: it must not leave this. */
  readonly within: string;
}

/** The boxes of all visible text, in the page and in its canvases, by what contains them. */
function textBoxes(page: Page): Promise<TextBox[]> {
  return page.evaluate(() => {
    const boxes: TextBox[] = [];
    let number = 0;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement!;
      if (!node.textContent?.trim() || parent.closest('script,style')) continue;
      if (!parent.checkVisibility() || getComputedStyle(parent.closest('thead') ?? parent).clipPath !== 'none')
        continue;
      number += 1;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const { left, right, top, bottom } of range.getClientRects()) {
        if (right - left < 1 || bottom - top < 1) continue;
        const scrolls = parent.closest('.scroll');
        boxes.push({
          text: node.textContent.trim().slice(0, 60),
          node: number,
          left,
          right,
          top: top + scrollY,
          bottom: bottom + scrollY,
          within: scrolls ? 'scroll' : 'page',
        });
      }
    }
    return boxes;
  });
}

/** How a page lies that was made so wide: its texts, those that leave it at a side, and how wide it really is. */
export async function laidOut(page: Page, width: number) {
  await resize(page, width);
  const boxes = await textBoxes(page);
  const leaving = boxes.filter((box) => box.within === 'page' && (box.left < -0.5 || box.right > width + 0.5));
  return { boxes, leaving, scrollWidth: await page.evaluate(() => document.documentElement.scrollWidth) };
}

/** The texts of every canvas, in its own pixels, and its size. */
export function canvasTexts(page: Page): Promise<{ id: string; width: number; height: number; boxes: TextBox[] }[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('canvas')]
      .filter((canvas) => canvas.clientWidth > 0)
      .map((canvas) => ({
        id: canvas.closest('figure')!.dataset['chart']!,
        width: canvas.clientWidth,
        height: canvas.clientHeight,
        boxes: (window as unknown as { canvasText(canvas: HTMLCanvasElement): TextBox[] }).canvasText(canvas),
      })),
  );
}

/** Pairs of boxes that cover each other by more than `slack` pixels both ways. */
export function overlaps(boxes: readonly TextBox[], slack = 2): string[] {
  const found: string[] = [];
  const sorted = [...boxes].sort((a, b) => a.top - b.top);
  for (const [i, a] of sorted.entries()) {
    for (let j = i + 1; j < sorted.length && sorted[j]!.top < a.bottom - slack; j++) {
      const b = sorted[j]!;
      if (a.node !== undefined && a.node === b.node) continue;
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > slack && down > slack)
        found.push(`"${a.text}" and "${b.text}" by ${across.toFixed(0)} × ${down.toFixed(0)} px`);
    }
  }
  return found;
}

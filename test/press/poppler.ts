import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether poppler's tools are here; said aloud where they are not. */
export const hasPoppler = (() => {
  try {
    execFileSync('pdftotext', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write('SKIPPED: what is in a PDF is not tested without pdftotext and pdfinfo (poppler-utils)\n');
    return false;
  }
})();

/** What a tool of poppler prints about a PDF. */
export function poppler(tool: 'pdftotext' | 'pdfinfo', options: readonly string[], pdf: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadkit-pdf-'));
  const file = join(folder, 'report.pdf');
  try {
    writeFileSync(file, pdf);
    const output = tool === 'pdftotext' ? [file, '-'] : [file];
    return execFileSync(tool, [...options, ...output], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Word {
  readonly page: number;
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Every word with its box in points from the page's upper left corner. */
export function wordsOf(pdf: Uint8Array): Word[] {
  const pages = poppler('pdftotext', ['-bbox'], pdf).split('<page ').slice(1);
  return pages.flatMap((content, page) =>
    [
      ...content.matchAll(/<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*)<\/word>/g),
    ].map(([, left, top, right, bottom, text]) => ({
      page: page + 1,
      text: text!,
      ...{ left: Number(left), right: Number(right), top: Number(top), bottom: Number(bottom) },
    })),
  );
}

/** The texts that are read out in place of figures; poppler does not tell them. */
export function alternativesOf(pdf: Uint8Array): string[] {
  const source = Buffer.from(pdf).toString('latin1');
  return [...source.matchAll(/\/Alt (?:\(((?:[^()\\]|\\.)*)\)|<FEFF([0-9A-F]*)>)/gs)].map(([, literal, hex]) => {
    if (hex === undefined) return literal!.replace(/\\(.)/gs, '$1');
    return Buffer.from(hex, 'hex').swap16().toString('utf16le');
  });
}

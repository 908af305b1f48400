import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Press } from '../report/printing.ts';

/** Where the press finds what the build made and what is shipped. */
export interface PressFolders {
  /** The HTML page's script, built from `page/`. */
  readonly pageScript: string;
  /** Its style, `page/page.css` as the build makes it small. */
  readonly pageStyle: string;
  readonly fonts: string;
  /** The Typst templates of the PDF. */
  readonly templates: string;
}

const FACES = [
  { family: 'Source Sans 3', weight: 400, file: 'source-sans-3-latin-400-normal.woff2' },
  { family: 'Source Sans 3', weight: 600, file: 'source-sans-3-latin-600-normal.woff2' },
  { family: 'Source Serif 4', weight: 500, file: 'source-serif-4-latin-500-normal.woff2' },
];

/** The press: whatever draws, typesets or is embedded is loaded when a format first asks for it. */
export function openPress({ pageScript, pageStyle, fonts, templates }: PressFolders): Press {
  return {
    page: async () => {
      const script = (await readFile(pageScript, 'utf8')).trimEnd();
      const sha256 = createHash('sha256').update(script).digest('base64');
      const style = (await readFile(pageStyle, 'utf8')).trimEnd();
      const faces = await Promise.all(FACES.map((face) => fontFace(face, fonts)));
      return { script, style, sha256, fontFaces: faces.join('') };
    },
    drawSvg: async (chart, look, height) => (await import('./draw.ts')).drawSvg(chart, look, height, fonts),
    typeset: async (report) => (await import('./pdf.ts')).typeset(report, { fonts, templates }),
  };
}

async function fontFace({ family, weight, file }: (typeof FACES)[number], fonts: string): Promise<string> {
  const data = (await readFile(join(fonts, file))).toString('base64');
  return `@font-face{font-family:"${family}";font-weight:${weight};font-display:block;src:url(data:font/woff2;base64,${data}) format("woff2")}`;
}

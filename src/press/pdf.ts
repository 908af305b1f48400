import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, RunError } from '../errors.ts';
import { temporaryFolder } from '../host/temporary.ts';
import { LIGHT } from '../report/charts/palette.ts';
import type { Report } from '../report/report.ts';
import { charactersOf } from './characters.ts';
import { drawSvg } from './draw.ts';
import { type Drawing, paperOf } from './paper.ts';

/** Where the typesetter finds what is shipped. */
export interface PdfFolders {
  /** The TTF files that pages and charts are set in. */
  readonly fonts: string;
  /** The Typst templates. */
  readonly templates: string;
}

const TEMPLATES = ['report.typ', 'theme.typ', 'sheet.typ', 'cover.typ', 'ruler.typ', 'objectives.typ', 'blocks.typ'];
const TTF = ['SourceSans3_400Regular.ttf', 'SourceSans3_600SemiBold.ttf', 'SourceSerif4_500Medium.ttf'];

/** The text is 168 mm wide; a CSS pixel is three quarters of a point. 8.5 pt letters are 11.4 of them. */
const WIDTH = 635;
const SIZE = 11.4;

const TYPESETTER = '@myriaddreamin/typst-ts-node-compiler';
const VERSION = '0.7.0';
const COMPLETE = 'report.html of the same run says the same and is complete';

/** A report as PDF: the same bytes for the same report. Throws RunError (exit 9) where Typst is not installed. */
export function typeset(report: Report, folders: PdfFolders): Promise<Uint8Array> {
  const draw: Drawing = (chart, look, height) =>
    drawSvg(chart, { palette: LIGHT, width: WIDTH, size: SIZE, ...look }, height, folders.fonts);
  return pdfOf((characters) => paperOf(report, characters, draw), folders);
}

/**
 * A tagged PDF (PDF/UA-1), by the first of the templates. Texts of others reach Typst as data only, in a workspace that
 * is empty, so that there is nothing to read.
 */
async function pdfOf(
  paper: (characters: ReadonlySet<number>) => object,
  { fonts, templates }: PdfFolders,
): Promise<Uint8Array> {
  const { NodeCompiler } = await typesetter();
  const files = await Promise.all(TTF.map((file) => readFile(join(fonts, file))));
  const report = JSON.stringify(paper(shownByAll(files)));
  const { path: workspace, remove } = await temporaryFolder('press');
  try {
    const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs: files }] });
    for (const name of TEMPLATES)
      compiler.addSource(join(workspace, name), await readFile(join(templates, name), 'utf8'));
    const compiled = compiler.compile({ mainFilePath: join(workspace, TEMPLATES[0]!), inputs: { report } });
    const { result } = compiled;
    if (!result) throw notTypeset(compiler.fetchDiagnostics(compiled.takeDiagnostics()!));
    const pdf = compiler.pdf(result, { pdfStandard: 'ua-1' });
    compiler.evictCache(0);
    return pdf;
  } finally {
    await remove();
  }
}

async function typesetter() {
  try {
    return await import('@myriaddreamin/typst-ts-node-compiler');
  } catch (error) {
    throw new RunError(
      {
        what: 'no PDF: its typesetter, an optional package, is not installed or does not run on this platform',
        why: messageOf(error).split('\n')[0],
        next: `npm install ${TYPESETTER}@${VERSION}; ${COMPLETE}`,
      },
      9,
    );
  }
}

/** The characters that every font of the page has: claims are set in another one than data. */
function shownByAll(fonts: readonly Buffer[]): Set<number> {
  const [first, ...others] = fonts.map(charactersOf);
  return new Set([...first!].filter((code) => others.every((set) => set.has(code))));
}

function notTypeset(diagnostics: readonly unknown[]): RunError {
  const said = diagnostics.map((one) => (one as { message?: string }).message ?? String(one));
  return new RunError(
    { what: 'the PDF could not be typeset', why: said.join('; '), next: `report this as a bug; ${COMPLETE}` },
    9,
  );
}

import type { Chart } from './charts/chart.ts';
import type { Look } from './charts/look.ts';
import type { Report } from './report.ts';

export interface PageParts {
  readonly script: string;
  /** The style of every page. */
  readonly style: string;
  readonly sha256: string;
  /** `@font-face` rules that load nothing. */
  readonly fontFaces: string;
}

/** What a report needs of the world: scripts, fonts, pictures, typesetting. Given to the formats by `press/`. */
export interface Press {
  /** What the HTML page carries: its script with the SHA-256 (base64) for the content policy, and its fonts as CSS. */
  page(): Promise<PageParts>;
  /** A chart as SVG, its text as paths. */
  drawSvg(chart: Chart, look: Omit<Look, 'font'>, height: number): Promise<string>;
  /** The report as PDF. Throws RunError where no typesetter is installed. */
  typeset(report: Report): Promise<Uint8Array>;
}

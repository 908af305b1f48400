import { chartsIn } from '../blocks.ts';
import type { Chart } from '../charts/chart.ts';
import { LIGHT } from '../charts/palette.ts';
import type { Press } from '../printing.ts';
import type { Report } from '../report.ts';
import { sentence } from './text.ts';

/** A file that a report shows, by its path below the report's own folder. */
export interface Picture {
  readonly file: string;
  readonly content: string;
}

const LOOK = { palette: LIGHT, width: 720, size: 13, timeLabels: true, bandNames: true };
/** Room for stage names above and times below the plot. */
const FRAME = 44;

const fileOf = (id: string) => `charts/${id}.svg`;

/** The charts as images, each with its sentence; they are files beside the report. */
export function chartImages(charts: readonly Chart[]): string {
  return charts
    .map(({ id, title, description }) => `![${sentence(`${title}. ${description}`)}](${fileOf(id)})`)
    .join('\n\n');
}

/** The images that a report's comment shows. */
export function chartPictures({ comment: { parts, folded } }: Report, press: Press): Promise<readonly Picture[]> {
  const charts = [...parts, folded, ...folded.parts].flatMap(({ blocks }) => chartsIn(blocks));
  return Promise.all(
    charts.map(async (chart) => ({
      file: fileOf(chart.id),
      content: await press.drawSvg(chart, LOOK, chart.height + FRAME),
    })),
  );
}

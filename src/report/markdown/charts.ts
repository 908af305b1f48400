import type { Stack } from '../charts/chart.ts';
import { LIGHT } from '../charts/palette.ts';
import type { Press } from '../press.ts';
import type { RunModel } from '../stories/run/run-model.ts';
import { sentence } from './text.ts';

/** A file that a report shows, by its path below the report's own folder. */
export interface Picture {
  readonly file: string;
  readonly content: string;
}

/** What a reviewer looks at; the page and the PDF have the others. */
const SHOWN: readonly Stack[] = ['behaviour'];
const SHOWN_OF_SEARCH: readonly Stack[] = ['crossing', 'scaling', 'course'];
const LOOK = { palette: LIGHT, width: 720, size: 13, timeLabels: true, bandNames: true };
/** Room for stage names above and times below the plot. */
const FRAME = 44;

const fileOf = (id: string) => `charts/${id}.svg`;
const chartsOf = ({ charts, capacity }: RunModel) =>
  charts.filter(({ stack }) => (capacity ? SHOWN_OF_SEARCH : SHOWN).includes(stack));

/** The charts as images, each with its sentence; they are files beside the report. */
export function chartImages(model: RunModel): string {
  return chartsOf(model)
    .map(({ id, title, description }) => `![${sentence(`${title}. ${description}`)}](${fileOf(id)})`)
    .join('\n\n');
}

export function chartPictures(model: RunModel, press: Press): Promise<readonly Picture[]> {
  return Promise.all(
    chartsOf(model).map(async (chart) => ({
      file: fileOf(chart.id),
      content: await press.drawSvg(chart, LOOK, chart.height + FRAME),
    })),
  );
}

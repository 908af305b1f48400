import type { Ending } from '../judge/exit-code.ts';
import type { ChartSeries } from '../result/chart-series.ts';
import type { Result } from '../result/result.ts';
import { htmlReport } from './html/html.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { chartPictures, type Picture } from './markdown/charts.ts';
import { markdownReport } from './markdown/markdown.ts';
import type { Press } from './press.ts';
import type { Report } from './report.ts';
import type { RunModel } from './stories/run/run-model.ts';

/** What a format is made from. */
export interface Material {
  readonly model: RunModel;
  readonly report: Report;
  readonly result: Result;
  readonly series: ChartSeries;
  readonly press: Press;
  /** The zone that fails the run: --fail-on. */
  readonly failOn: Ending['failOn'];
  /** One sentence for each report that could not be written so far. */
  readonly unwritten: readonly string[];
}

interface Format {
  /** Its file in the run folder. */
  readonly file: string;
  render(material: Material): string | Promise<string | Uint8Array>;
  /** Pictures that it shows, each a file of its own. */
  beside?(material: Material): Promise<readonly Picture[]>;
}

export type FormatName = 'json' | 'markdown' | 'html' | 'pdf' | 'junit';

/** Every format that a run can be written in; to add one, write its file and add its line here. */
export const FORMATS: Readonly<Record<FormatName, Format>> = {
  json: { file: 'result.json', render: ({ result }) => jsonReport(result) },
  markdown: {
    file: 'report.md',
    render: ({ model, result }) => markdownReport(model, result),
    beside: ({ model, press }) => chartPictures(model, press),
  },
  html: { file: 'report.html', render: async ({ report, press }) => htmlReport(report, await press.page()) },
  pdf: { file: 'report.pdf', render: ({ report, press }) => press.typeset(report) },
  junit: {
    file: 'junit.xml',
    render: ({ model, result, failOn, unwritten }) => junitReport(model, result, failOn, unwritten),
  },
};

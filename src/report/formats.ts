import type { ChartSeries, Result } from '../result/result.ts';
import { htmlReport } from './html.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import type { ReportModel } from './model.ts';

interface Format {
  /** Its file in the run folder. */
  readonly file: string;
  render(model: ReportModel, result: Result, series: ChartSeries): string;
}

export type FormatName = 'json' | 'markdown' | 'html' | 'junit';

/** Every format that a run can be written in; to add one, write its file and add its line here. */
export const FORMATS: Readonly<Record<FormatName, Format>> = {
  json: { file: 'result.json', render: (_, result) => jsonReport(result) },
  markdown: { file: 'report.md', render: (model, result) => markdownReport(model, result) },
  html: { file: 'report.html', render: (model) => htmlReport(model) },
  junit: { file: 'junit.xml', render: (model, result) => junitReport(model, result) },
};

import { htmlReport } from './html/html.ts';
import { jsonText } from './json.ts';
import { junitReport } from './junit/junit.ts';
import { chartPictures, type Picture } from './markdown/charts.ts';
import { markdownReport } from './markdown/markdown.ts';
import type { Press } from './printing.ts';
import type { Report } from './report.ts';

interface Format {
  /** Its file in the report's folder. */
  file(report: Report): string;
  /** `unwritten`: one sentence for each report that could not be written so far. */
  render(report: Report, press: Press, unwritten: readonly string[]): string | Promise<string | Uint8Array>;
  /** Pictures that it shows, each a file of its own. */
  beside?(report: Report, press: Press): Promise<readonly Picture[]>;
}

export type FormatName = 'json' | 'markdown' | 'html' | 'pdf' | 'junit';

/** Every format, of every kind of report; to add one, write its file and add its line here. */
export const FORMATS: Readonly<Record<FormatName, Format>> = {
  json: { file: ({ document }) => document.file, render: ({ document }) => jsonText(document.content) },
  markdown: { file: ({ stem }) => `${stem}.md`, render: markdownReport, beside: chartPictures },
  html: { file: ({ stem }) => `${stem}.html`, render: async (report, press) => htmlReport(report, await press.page()) },
  pdf: { file: ({ stem }) => `${stem}.pdf`, render: (report, press) => press.typeset(report) },
  junit: { file: () => 'junit.xml', render: (report, _press, unwritten) => junitReport(report, unwritten) },
};

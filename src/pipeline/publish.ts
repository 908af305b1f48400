import { join } from 'node:path';
import { messageOf } from '../errors.ts';
import { heeded } from '../host/heeding.ts';
import type { FailOn } from '../judge/exit-code.ts';
import { openPress } from '../press/press.ts';
import { FORMATS, type FormatName } from '../report/formats.ts';
import type { Report } from '../report/report.ts';
import { reportOf } from '../report/stories/stories.ts';
import type { ChartSeries } from '../result/chart-series.ts';
import type { Result } from '../result/result.ts';
import { FILES } from '../store/runs.ts';
import { installation } from './installation.ts';
import { FileWriter, type Written } from './write-files.ts';

/** What is written unless --format says otherwise. */
const DEFAULT_FORMATS: readonly FormatName[] = ['json', 'markdown', 'html'];

/** A report, and what became of it on disk. */
export interface Published extends Written {
  readonly report: Report;
}

/**
 * Writes series.json, result.json and the reports of a run; one that fails keeps none of the others back. `prefix` sets
 * files apart, `failOn` is what fails the run in CI.
 */
export async function publish(
  folder: string,
  result: Result,
  series: ChartSeries,
  formats: readonly string[],
  { prefix = '', failOn = 'critical' }: { prefix?: string; failOn?: FailOn } = {},
): Promise<Published> {
  const writer = new FileWriter();
  await writer.writeBeside(join(folder, `${prefix}${FILES.series}`), () => `${JSON.stringify(series)}\n`);
  const report = reportOf(result, series, failOn);
  await writeReports(writer, report, formats, folder, prefix);
  return { report, files: writer.files, failures: writer.failures };
}

/**
 * Writes the document of a report, and the report in the formats that were asked for, or in the default ones. Pictures
 * have no prefix: reports name them.
 */
export async function writeReports(
  writer: FileWriter,
  report: Report,
  formats: readonly string[],
  folder: string,
  prefix = '',
): Promise<void> {
  const press = openPress(installation());
  for (const one of inOrder(formats.length > 0 ? formats : DEFAULT_FORMATS)) {
    heeded()?.throwIfAborted();
    const format = FORMATS[one];
    const name = format.file(report);
    await writer.write(join(folder, `${prefix}${name}`), () => format.render(report, press, writer.failures));
    try {
      for (const { file, content } of (await format.beside?.(report, press)) ?? [])
        await writer.writeBeside(join(folder, file), () => content);
    } catch (error) {
      writer.failures.push(`the pictures of ${name}: ${messageOf(error)}`);
    }
  }
}

/** The document first; the report for machines last, since it says which of the others could not be written. */
function inOrder(formats: readonly string[]): FormatName[] {
  const others = formats.filter((name) => name !== 'json' && name !== 'junit') as FormatName[];
  return ['json', ...others, ...(formats.includes('junit') ? (['junit'] as const) : [])];
}

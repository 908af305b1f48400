import { join } from 'node:path';
import { messageOf } from '../errors.ts';
import { heeded } from '../host/heeding.ts';
import type { Ending } from '../judge/exit-code.ts';
import { openPress } from '../press/press.ts';
import { FORMATS, type FormatName } from '../report/formats.ts';
import { reportOf, runModel } from '../report/stories/stories.ts';
import type { ChartSeries } from '../result/chart-series.ts';
import type { Result } from '../result/result.ts';
import { FILES } from '../store/runs.ts';
import { installation } from './installation.ts';
import { FileWriter, type Published } from './write-files.ts';

/** What `run` writes unless --format says otherwise. */
export const DEFAULT_FORMATS: readonly FormatName[] = ['json', 'markdown', 'html'];

/** Writes result.json, series.json and the reports; a report that fails keeps none of the others back. `prefix` sets files apart,
 * `failOn` is what fails the run in CI. */
export async function publish(
  folder: string,
  result: Result,
  series: ChartSeries,
  formats: readonly string[],
  { prefix = '', failOn = 'critical' }: { prefix?: string; failOn?: Ending['failOn'] } = {},
): Promise<Published> {
  const writer = new FileWriter();
  const write = (name: string, content: Parameters<FileWriter['write']>[1]) =>
    writer.write(join(folder, name), content);
  const material = {
    model: runModel(result, series),
    report: reportOf(result, series),
    result,
    series,
    press: openPress(installation()),
    failOn,
    unwritten: writer.failures,
  };
  await write(`${prefix}${FILES.result}`, () => FORMATS.json.render(material));
  await write(`${prefix}${FILES.series}`, () => `${JSON.stringify(series)}\n`);
  for (const name of lastJunit(formats)) {
    if (name === 'json') continue;
    heeded()?.throwIfAborted();
    const format = FORMATS[name as FormatName];
    await write(`${prefix}${format.file}`, () => format.render(material));
    try {
      for (const { file, content } of (await format.beside?.(material)) ?? []) await write(file, () => content);
    } catch (error) {
      writer.failures.push(`the pictures of ${format.file}: ${messageOf(error)}`);
    }
  }
  return { files: writer.files, failures: writer.failures };
}

/** The report for machines says which of the others could not be written, so that it comes after them. */
function lastJunit(formats: readonly string[]): string[] {
  return [...formats.filter((name) => name !== 'junit'), ...formats.filter((name) => name === 'junit')];
}

import type { Published } from '../pipeline/write-files.ts';
import { jsonReport } from '../report/json.ts';
import { runModel } from '../report/stories/stories.ts';
import { terminalReport } from '../report/terminal/terminal.ts';
import type { ChartSeries } from '../result/chart-series.ts';
import type { Result } from '../result/result.ts';
import type { Terminal } from './terminal.ts';

/**
 * Prints a judged run: the table, or with `json` exactly result.json on stdout. Reports that failed are named on
 * stderr.
 */
export function printOutcome(
  { result, series, published }: { result: Result; series: ChartSeries; published: Published },
  json: boolean,
  terminal: Terminal,
): void {
  for (const failure of published.failures)
    terminal.err(`loadkit: a report could not be written: ${terminal.safe(failure)}\n`);
  if (json) {
    terminal.out(jsonReport(result));
    return;
  }
  const view = { width: terminal.width.out, colour: terminal.colour.out, files: published.files };
  terminal.out(terminalReport(runModel(result, series), view));
}

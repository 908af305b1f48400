import type { Published } from '../pipeline/publish.ts';
import { jsonText } from '../report/json.ts';
import { terminalReport } from '../report/terminal/terminal.ts';
import type { Terminal } from './terminal.ts';

/**
 * Prints a report: as a terminal shows it, or with `json` exactly its document on stdout. Reports that failed are named
 * on stderr.
 */
export function printReport({ report, files, failures }: Published, json: boolean, terminal: Terminal): void {
  for (const failure of failures) terminal.err(`loadkit: a report could not be written: ${terminal.safe(failure)}\n`);
  const view = { width: terminal.width.out, colour: terminal.colour.out, files };
  terminal.out(json ? jsonText(report.document.content) : terminalReport(report, view));
}

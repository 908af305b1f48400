import type { Published } from '../pipeline/publish.ts';
import { jsonText } from '../report/json.ts';
import { terminalReport } from '../report/terminal/terminal.ts';
import { tellGitHub } from './github.ts';
import type { Terminal } from './terminal.ts';

/**
 * Prints a report: as a terminal shows it, or with `json` exactly its document on stdout. Reports that failed are named
 * on stderr. Under GitHub Actions it is told there, too.
 */
export async function printReport(published: Published, json: boolean, terminal: Terminal): Promise<void> {
  const { report, files, failures } = published;
  for (const failure of failures) terminal.err(`loadkit: a report could not be written: ${terminal.safe(failure)}\n`);
  const view = { width: terminal.width.out, colour: terminal.colour.out, files };
  await tellGitHub(published, process.env, terminal);
  terminal.out(json ? jsonText(report.document.content) : terminalReport(report, view));
}

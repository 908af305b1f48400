import { resolve } from 'node:path';
import { judgeAgain } from '../../pipeline/judge-again.ts';
import { printReport } from '../outcome.ts';
import type { Terminal } from '../terminal.ts';

export interface ReportFlags {
  readonly out: string;
  readonly format?: string[];
  readonly objectives: string;
  readonly json?: true;
}

/**
 * `loadkit report`: judges a saved record again and writes its reports. 0 when they could be written, whatever they
 * say: a gate is for verdicts.
 */
export async function report(run: string, flags: ReportFlags, terminal: Terminal): Promise<number> {
  const outcome = await judgeAgain({
    cwd: process.cwd(),
    environment: process.env,
    run,
    out: resolve(flags.out),
    formats: flags.format ?? [],
    objectives: flags.objectives,
  });
  await printReport(outcome.published, flags.json === true, terminal);
  return outcome.published.failures.length === 0 ? 0 : 9;
}

import { resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import { compareSides } from '../../pipeline/compare-sides.ts';
import { printReport } from '../outcome.ts';
import type { Terminal } from '../terminal.ts';

export interface CompareFlags {
  readonly config?: string;
  readonly out: string;
  readonly format?: string[];
  readonly force?: true;
  readonly json?: true;
}

/** `loadkit compare`: the runs of one version held against those of another. Sends nothing. */
export async function compare(
  base: string | undefined,
  candidate: string | undefined,
  flags: CompareFlags,
  terminal: Terminal,
): Promise<number> {
  if (base === undefined || candidate === undefined)
    throw new UserError({
      what: 'a comparison has two sides',
      next: 'name both: loadkit compare BEFORE AFTER; or two URLs to be loaded in turn: loadkit compare --pair A B',
    });
  const outcome = await compareSides({
    cwd: process.cwd(),
    environment: process.env,
    configFile: flags.config,
    base,
    candidate,
    force: flags.force === true,
    out: resolve(flags.out),
    formats: flags.format ?? [],
  });
  await printReport(outcome.published, flags.json === true, terminal);
  return outcome.exitCode;
}

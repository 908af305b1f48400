import { join } from 'node:path';
import { compareRuns } from '../../compare/runs/compare-runs.ts';
import { comparisonExitCode } from '../../compare/runs/comparison.ts';
import { objectionsTo } from '../../compare/runs/objections.ts';
import { findProject } from '../../config/find-files.ts';
import { UserError } from '../../errors.ts';
import { jsonText } from '../../report/json.ts';
import { comparisonText } from '../../report/terminal/comparison.ts';
import { BASELINES } from '../../store/baselines.ts';
import { sidesOf } from '../../store/sides.ts';
import type { Terminal } from '../terminal.ts';

export interface CompareFlags {
  readonly out: string;
  readonly config?: string;
  readonly force?: true;
  readonly json?: true;
}

/** `loadkit compare`: the runs of one version held against those of another. */
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
  const { root } = await findProject(process.cwd(), flags.config, process.env['HOME']);
  const { before, after } = await sidesOf(base, candidate, { out: flags.out, baselines: join(root, BASELINES) });
  const objections = objectionsTo(before, after);
  if (objections.length > 0 && !flags.force) refuse(objections);
  const found = compareRuns(before, after);
  const forced = objections.map((objection) => `compared by --force, although ${objection}`);
  const comparison = { ...found, reasons: [...forced, ...found.reasons] };
  terminal.out(flags.json ? jsonText(comparison) : comparisonText(comparison));
  return comparisonExitCode(comparison);
}

function refuse(objections: readonly string[]): never {
  throw new UserError(
    objections.map((what) => ({
      what: `these runs are not compared: ${what}`,
      next: 'compare complete, valid runs of one scenario at one tier; --force compares them all the same, and says so',
    })),
  );
}

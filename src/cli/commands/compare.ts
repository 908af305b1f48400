import { basename } from 'node:path';
import { compareRuns } from '../../compare/runs/compare-runs.ts';
import { comparisonExitCode } from '../../compare/runs/comparison.ts';
import { objectionsTo } from '../../compare/runs/objections.ts';
import { figuresOf, type RunFigures } from '../../compare/runs/run-figures.ts';
import { UserError } from '../../errors.ts';
import { jsonText } from '../../report/json.ts';
import { comparisonText } from '../../report/terminal/comparison.ts';
import { findRun, listRuns, loadResult } from '../../store/runs.ts';
import type { Terminal } from '../terminal.ts';

export interface CompareFlags {
  readonly out: string;
  readonly force?: true;
  readonly json?: true;
}

/** `loadkit compare`: the runs of one version held against those of another. */
export async function compare(
  base: string,
  candidate: string,
  flags: CompareFlags,
  terminal: Terminal,
): Promise<number> {
  const [before, after] = [await figuresOfSide(base, flags.out), await figuresOfSide(candidate, flags.out)];
  const objections = objectionsTo(before, after);
  if (objections.length > 0 && !flags.force) refuse(objections);
  const found = compareRuns(before, after);
  const forced = objections.map((objection) => `compared by --force, although ${objection}`);
  const comparison = { ...found, reasons: [...forced, ...found.reasons] };
  terminal.out(flags.json ? jsonText(comparison) : comparisonText(comparison));
  return comparisonExitCode(comparison);
}

/** The figures of runs that are named one by one, with commas between them, or by a folder that holds them. */
async function figuresOfSide(side: string, out: string): Promise<readonly RunFigures[]> {
  const folders: string[] = [];
  for (const reference of side.split(',')) {
    const inside = await listRuns(reference);
    if (inside.length > 0) folders.push(...inside);
    else folders.push(await findRun(reference, out));
  }
  return Promise.all(folders.map(judgedRun));
}

async function judgedRun(folder: string): Promise<RunFigures> {
  const result = await loadResult(folder);
  if (result) return figuresOf(result);
  throw new UserError({
    what: 'this run was never judged',
    where: { file: folder },
    next: `judge it: loadkit report ${basename(folder)}`,
  });
}

function refuse(objections: readonly string[]): never {
  throw new UserError(
    objections.map((what) => ({
      what: `these runs are not compared: ${what}`,
      next: 'compare complete, valid runs of one scenario at one tier; --force compares them all the same, and says so',
    })),
  );
}

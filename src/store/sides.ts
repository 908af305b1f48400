import { basename, join } from 'node:path';
import { subjectOf } from '../compare/runs/baseline.ts';
import { curvesOf, type RunCurves } from '../compare/runs/curves.ts';
import { figuresOf, type RunFigures } from '../compare/runs/run-figures.ts';
import { UserError } from '../errors.ts';
import type { Result } from '../result/result.ts';
import { readBaseline, readCurves } from './baselines.ts';
import { findRun, listRuns, loadResult, loadSeries } from './runs.ts';

/** Where runs and baselines are looked for. */
export interface SidePlaces {
  /** Where run folders are. */
  readonly out: string;
  /** Where baselines are. */
  readonly baselines: string;
}

/** The runs of one side of a comparison. */
export interface RunSide {
  readonly figures: readonly RunFigures[];
  /** Read when asked for: those of its runs of which there are any. UserError (2) when they are damaged. */
  readonly curves: () => Promise<readonly RunCurves[]>;
}

/** The word that means the baseline of the scenario and tier of the other side. */
const BASELINE_WORD = 'baseline';

/**
 * The runs of the two sides of a comparison. Each side is a run (path, id below `out`, `latest`), several with commas
 * between them, or a folder that holds runs; the base may be `baseline`. UserError (2) for what is not there, was never
 * judged, or can mean two things.
 */
export async function sidesOf(
  base: string,
  candidate: string,
  places: SidePlaces,
): Promise<{ readonly before: RunSide; readonly after: RunSide }> {
  if (partsOf(candidate).includes(BASELINE_WORD))
    throw new UserError({
      what: 'a baseline stands on the left',
      why: 'it is what other runs are held against',
      next: 'loadkit compare baseline <run…>; a folder of that name is ./baseline',
    });
  const after = await sideNamed(candidate, places.out);
  if (!partsOf(base).includes(BASELINE_WORD)) return { before: await sideNamed(base, places.out), after };
  if (partsOf(base).length > 1)
    throw new UserError({
      what: 'a baseline is a whole side, and nothing is named beside it',
      where: { path: base },
      next: 'add runs to it: loadkit baseline set --add <run…>',
    });
  return { before: await baselineSide(after.figures, places), after };
}

/** What runs by name mean, each once however often it is named. UserError (2) as `sidesOf`. */
export async function resultsNamed(reference: string, out: string): Promise<readonly Result[]> {
  return (await runsNamed(reference, out)).map(({ result }) => result);
}

/** The same as a side of a comparison. */
export async function sideNamed(reference: string, out: string): Promise<RunSide> {
  const runs = await runsNamed(reference, out);
  return {
    figures: runs.map(({ result }) => figuresOf(result)),
    curves: () => curvesOfRuns(runs.map(({ folder, result }) => ({ id: result.run.id, folder }))),
  };
}

interface NamedRun {
  readonly folder: string;
  readonly result: Result;
}

async function runsNamed(reference: string, out: string): Promise<readonly NamedRun[]> {
  const folders: string[] = [];
  for (const one of partsOf(reference)) {
    const inside = await listRuns(one);
    if (inside.length > 0) folders.push(...inside);
    else folders.push(await findRun(one, out));
  }
  const found = await Promise.all(
    [...new Set(folders)].map(async (folder) => ({ folder, result: await judgedRun(folder) })),
  );
  // A copy of a run is no second one.
  return [...new Map(found.map((run) => [run.result.run.id, run])).values()];
}

/** The curves of runs by id, whose folders lie in one. UserError (2) when they are damaged. */
export function curvesIn(out: string, ids: readonly string[]): Promise<readonly RunCurves[]> {
  return curvesOfRuns(ids.map((id) => ({ id, folder: join(out, id) })));
}

async function curvesOfRuns(runs: readonly { readonly id: string; readonly folder: string }[]): Promise<RunCurves[]> {
  const all = await Promise.all(
    runs.map(async ({ id, folder }) => {
      const series = await loadSeries(folder);
      return series ? [curvesOf(id, series)] : [];
    }),
  );
  return all.flat();
}

/**
 * The runs of the baseline that these are to be held against. UserError (2) when there is none, they are of several
 * scenarios or tiers, or a run or a folder of runs is called `baseline`.
 */
export async function baselineSide(after: readonly RunFigures[], { out, baselines }: SidePlaces): Promise<RunSide> {
  await refuseTwoMeanings(out);
  const subjects = new Map(after.map((figures) => [JSON.stringify(subjectOf(figures)), subjectOf(figures)]));
  const [subject, ...others] = subjects.values();
  const named = [...subjects.values()].map(({ scenario, tier }) => `${scenario} (${tier ?? 'no tier'})`).join(', ');
  if (!subject || others.length > 0)
    throw new UserError({
      what: `runs of several scenarios or tiers have no baseline in common: ${named}`,
      next: 'compare the runs of one scenario at one tier at a time',
    });
  const kept = await readBaseline(baselines, subject);
  if (kept) return { figures: kept.baseline.runs, curves: () => readCurves(kept.file) };
  throw new UserError({
    what: `there is no baseline of ${named}`,
    where: { file: baselines },
    next: 'make one of 10 runs: loadkit baseline set <run…>',
  });
}

function partsOf(reference: string): string[] {
  return reference.split(',').map((part) => part.trim());
}

/** What it would mean must not depend on whether a baseline was set. */
async function refuseTwoMeanings(out: string): Promise<void> {
  const found = await findRun(BASELINE_WORD, out).catch(() => undefined);
  const folder = found ?? ((await listRuns(BASELINE_WORD)).length > 0 ? BASELINE_WORD : undefined);
  if (folder === undefined) return;
  throw new UserError({
    what: '`baseline` can mean the baseline or these runs',
    where: { file: folder },
    next: 'name the folder by its path (./baseline), or rename it',
  });
}

async function judgedRun(folder: string): Promise<Result> {
  const result = await loadResult(folder);
  if (result) return result;
  throw new UserError({
    what: 'this run was never judged',
    where: { file: folder },
    next: `judge it: loadkit report ${basename(folder)}`,
  });
}

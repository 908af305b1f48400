import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { compareFewRuns } from '../compare/runs/compare-runs.ts';
import { type Comparison, comparisonExitCode } from '../compare/runs/comparison.ts';
import { comparisonSeries, type RunCurves } from '../compare/runs/curves.ts';
import { objectionsTo } from '../compare/runs/objections.ts';
import { findProject } from '../config/find-files.ts';
import { UserError } from '../errors.ts';
import { reportOfComparison } from '../report/stories/comparison/story.ts';
import { BASELINES } from '../store/baselines.ts';
import { runId } from '../store/run-id.ts';
import { FILES } from '../store/runs.ts';
import { sidesOf } from '../store/sides.ts';
import { installation } from './installation.ts';
import { type Published, writeReports } from './publish.ts';
import { FileWriter } from './write-files.ts';

export interface CompareRequest {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly configFile: string | undefined;
  /** Runs by name, as `sidesOf` takes them. */
  readonly base: string;
  readonly candidate: string;
  /** Whether unlike, incomplete or inconclusive runs are compared all the same. */
  readonly force: boolean;
  /** Where run folders are, and where the comparison goes. */
  readonly out: string;
  readonly formats: readonly string[];
}

export interface CompareOutcome {
  readonly comparison: Comparison;
  readonly folder: string;
  readonly published: Published;
  /** 0 no change or an improvement; 4 a regression; 5 inconclusive; 9 a report failed. */
  readonly exitCode: number;
}

/** Reads the runs of both sides, compares them, and writes the comparison with its reports. Sends nothing. */
export async function compareSides(request: CompareRequest): Promise<CompareOutcome> {
  const { root } = await findProject(request.cwd, request.configFile, request.environment['HOME']);
  const { base, candidate, out, force, formats } = request;
  const { before, after } = await sidesOf(base, candidate, { out, baselines: join(root, BASELINES) });
  const objections = objectionsTo(before.figures, after.figures);
  if (objections.length > 0 && !force) refuse(objections);
  const found = compareFewRuns(before.figures, after.figures);
  const forced = objections.map((objection) => `compared by --force, although ${objection}`);
  const comparison: Comparison = { ...found, reasons: [...forced, ...found.reasons] };
  const folder = join(resolve(out), runId(new Date(), 'compare', null, randomBytes(3).toString('hex')));
  const curves = { before: await before.curves(), after: await after.curves() };
  const published = await publishComparison(folder, comparison, curves, formats);
  const code = comparisonExitCode(comparison);
  return { comparison, folder, published, exitCode: code === 0 && published.failures.length > 0 ? 9 : code };
}

/** Writes a comparison, the series of its charts, and its reports; one that fails keeps none of the others back. */
export async function publishComparison(
  folder: string,
  comparison: Comparison,
  { before, after }: { readonly before: readonly RunCurves[]; readonly after: readonly RunCurves[] },
  formats: readonly string[],
): Promise<Published> {
  // The loads of a search are its own choice: no moment and no percentile of one is another's.
  const search = comparison.metrics.some(({ name }) => name === 'capacity');
  const series = search ? undefined : comparisonSeries(before, after);
  const at = new Date().toISOString();
  const writer = new FileWriter();
  const report = reportOfComparison({ comparison, series, at, loadkit: installation().version });
  if (series) await writer.writeBeside(join(folder, FILES.series), () => `${JSON.stringify(series)}\n`);
  await writeReports(writer, report, formats, folder);
  return { report, files: writer.files, failures: writer.failures };
}

function refuse(objections: readonly string[]): never {
  throw new UserError(
    objections.map((what) => ({
      what: `these runs are not compared: ${what}`,
      next: 'compare complete, valid runs of one scenario at one tier; --force compares them all the same, and says so',
    })),
  );
}

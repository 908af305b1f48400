import { basename, join } from 'node:path';
import type { AcceptedChange } from '../compare/history/accepted.ts';
import { MARGIN } from '../compare/history/changes-together.ts';
import type { HistoryChange, RunHistory } from '../compare/history/history.ts';
import { loadName, makeHistory, type Unreadable } from '../compare/history/make-history.ts';
import { figuresOf, type RunFigures } from '../compare/runs/run-figures.ts';
import { UserError } from '../errors.ts';
import { didYouMean } from '../input/nearest.ts';
import { reportOfHistory } from '../report/stories/history/story.ts';
import { ACCEPTED_FILE, readAccepted, saveAccepted } from '../store/accepted-changes.ts';
import { BASELINES, listBaselines } from '../store/baselines.ts';
import { momentNamed, nameOfSubject, subjectNamed } from '../store/run-id.ts';
import { listRuns, loadResult } from '../store/runs.ts';
import { installation } from './installation.ts';
import { type Published, writeReports } from './publish.ts';
import { FileWriter } from './write-files.ts';

/** Which runs a history is of. */
export interface HistorySelection {
  /** Where run folders are. */
  readonly out: string;
  /** The folder of the project: of baselines, and of the file of accepted changes. */
  readonly root: string;
  readonly scenario?: string | undefined;
  readonly tier?: string | undefined;
}

/** Where the reports of a history go, below `out`: each time the same place. */
const FOLDER = 'history';

/** The history of the runs below `out`. UserError (2) when there is no run, or no metric of that name. */
export async function historyOf(selection: HistorySelection, metrics: readonly string[] = []): Promise<RunHistory> {
  const { runs, unreadable } = await figuresBelow(selection);
  const history = makeHistory({
    madeAt: new Date().toISOString(),
    loadkit: installation().version,
    runs,
    unreadable,
    accepted: await readAccepted(acceptedFile(selection)),
    asked: metrics,
  });
  const known = new Set(history.series.flatMap((series) => series.metrics.map(({ label }) => label)));
  for (const metric of metrics)
    if (!known.has(metric))
      throw new UserError({
        what: `no run has a metric "${metric}"`,
        where: { path: '--metric' },
        next: didYouMean(metric, [...known]),
      });
  return history;
}

/** Writes the reports of a history. */
export async function publishHistory(history: RunHistory, out: string, formats: readonly string[]): Promise<Published> {
  const writer = new FileWriter();
  const report = reportOfHistory(history);
  await writeReports(writer, report, formats, join(out, FOLDER));
  return { report, files: writer.files, failures: writer.failures };
}

/** The file of accepted changes of a project. */
export function acceptedFile({ root }: Pick<HistorySelection, 'root'>): string {
  return join(root, ACCEPTED_FILE);
}

/** Ids of the runs that baselines keep. */
export async function baselineIds(root: string): Promise<ReadonlySet<string>> {
  return new Set((await keptRuns(root)).map(({ id }) => id));
}

async function keptRuns(root: string): Promise<readonly RunFigures[]> {
  return (await listBaselines(join(root, BASELINES))).flatMap(({ baseline }) => baseline.runs);
}

/** A run below `out`, or one that a baseline keeps; null: it cannot be read. */
interface Found {
  readonly id: string;
  readonly figures: RunFigures | null;
}

/** Runs whose folders are there, in their order, and those of baselines, where they belong by their time. */
async function figuresBelow({
  out,
  root,
  scenario,
  tier,
}: HistorySelection): Promise<{ runs: RunFigures[]; unreadable: Unreadable[] }> {
  const found: Found[] = [];
  for (const folder of await listRuns(out)) {
    // A damaged result is told with those that were never judged; it must not hide the others.
    const result = await loadResult(folder).catch(() => undefined);
    found.push(result ? { id: result.run.id, figures: figuresOf(result) } : { id: basename(folder), figures: null });
  }
  const ids = new Set(found.map(({ id }) => id));
  for (const run of (await keptRuns(root)).filter(({ id }) => !ids.has(id))) {
    const later = found.findIndex(({ id, figures }) => (figures?.startedAt ?? momentNamed(id)) > run.startedAt);
    found.splice(later < 0 ? found.length : later, 0, { id: run.id, figures: run });
  }
  const unreadable = found.flatMap((one, at) =>
    one.figures === null ? [{ id: one.id, after: readableBefore(found.slice(0, at), one.id) }] : [],
  );
  const runs = found
    .flatMap(({ figures }) => (figures ? [figures] : []))
    .filter(
      ({ facts: { load } }) =>
        (scenario ?? load['scenario']) === load['scenario'] && (tier ?? load['tier']) === load['tier'],
    );
  if (runs.length + unreadable.length > 0) return { runs, unreadable };
  throw new UserError({
    what:
      scenario === undefined && tier === undefined ? 'there is no run' : 'there is no run of this scenario and tier',
    where: { file: out },
    next: 'name the folder of the runs with --out DIR, or make one: loadkit run smoke',
  });
}

/** The newest of the runs before one that can be read and is of the scenario and tier by which its folder is named. */
function readableBefore(earlier: readonly Found[], id: string): string | null {
  const like = earlier.findLast(({ figures }) => {
    const { scenario = 'none', tier = 'none' } = figures?.facts.load ?? {};
    return figures !== null && nameOfSubject(scenario, tier === 'none' ? null : tier) === subjectNamed(id);
  });
  return like?.id ?? null;
}

/** A change to be accepted. */
export interface Acceptance {
  /** The first run after it, or one near. */
  readonly run: string;
  readonly why: string;
  /** Labels of metrics; empty: all that changed there. */
  readonly metrics: readonly string[];
}

/** Accepts a change, and gives the entries that were added. UserError (2) where there is no such change. */
export async function acceptChange(
  selection: HistorySelection,
  { run, why, metrics }: Acceptance,
): Promise<readonly AcceptedChange[]> {
  const history = await historyOf(selection);
  const change = changeAt(history, run);
  const series = history.series.find(({ id }) => id === change.series)!;
  const chosen = change.metrics.filter(
    ({ label, state }) => state !== 'accepted' && (metrics.length === 0 || metrics.includes(label)),
  );
  if (chosen.length === 0)
    throw new UserError({
      what: metrics.length === 0 ? 'this change is accepted already' : `${metrics.join(', ')} did not change there`,
      where: { path: run },
      next: `what changed there: ${change.metrics.map(({ label, state }) => `${label} (${state})`).join(', ')}`,
    });
  const added = chosen.map(
    ({ label, point, before, after }): AcceptedChange => ({
      run: series.points[point]!.run,
      at: series.points[point]!.at,
      series: series.id,
      scenario: series.load['scenario'] ?? 'none',
      tier: series.load['tier'] ?? 'none',
      metric: label,
      before,
      after,
      why,
    }),
  );
  await saveAccepted(acceptedFile(selection), [...(await readAccepted(acceptedFile(selection))), ...added]);
  return added;
}

function changeAt(history: RunHistory, run: string): HistoryChange {
  const near = history.changes.flatMap((change) => {
    const { points } = history.series.find(({ id }) => id === change.series)!;
    const at = points.findIndex((point) => point.run === run);
    const away = Math.min(...change.metrics.map(({ point }) => Math.abs(point - at)));
    return at >= 0 && away <= MARGIN ? [{ change, away }] : [];
  });
  const [nearest] = near.sort((a, b) => a.away - b.away);
  if (nearest) return nearest.change;
  const open = history.changes.filter(({ state }) => state === 'open');
  const names = open.map(({ id, series }) => {
    const { load } = history.series.find((one) => one.id === series)!;
    return `${id} (${loadName(load)})`;
  });
  throw new UserError({
    what: `nothing changed at "${run}"`,
    where: { path: run },
    next: names.length > 0 ? `open changes: ${names.join(', ')}` : 'no change is open: loadkit history shows them all',
  });
}

import { relative, resolve } from 'node:path';
import { comparisonExitCode } from '../../compare/runs/comparison.ts';
import { findProject } from '../../config/find-files.ts';
import { UserError } from '../../errors.ts';
import {
  acceptChange,
  acceptedFile,
  baselineIds,
  type HistorySelection,
  historyOf,
  publishHistory,
} from '../../pipeline/history.ts';
import { plural } from '../../report/words.ts';
import { deleteLeftovers, deleteRun, type OldRun, runsBefore } from '../../store/prune.ts';
import { formatBytes } from '../../units/format.ts';
import { printReport } from '../outcome.ts';
import type { Terminal } from '../terminal.ts';

export interface SelectionFlags {
  readonly out: string;
  readonly config?: string;
  readonly scenario?: string;
  readonly tier?: string;
}

export interface HistoryFlags extends SelectionFlags {
  readonly metric?: string[];
  readonly format?: string[];
  readonly json?: true;
  /** Seconds. */
  readonly prune?: number;
  readonly dryRun?: true;
}

/** `loadkit history`: how every metric of the runs went, and whether a change for the worse is open. */
export async function history(flags: HistoryFlags, terminal: Terminal): Promise<number> {
  if (flags.prune !== undefined) return prune(flags, flags.prune, terminal);
  if (flags.dryRun) throw new UserError({ what: '--dry-run says what --prune would delete', next: 'add --prune 90d' });
  const found = await historyOf(await selectionOf(flags), flags.metric ?? []);
  const published = await publishHistory(found, resolve(flags.out), flags.format ?? []);
  await printReport(published, flags.json === true, terminal);
  const code = comparisonExitCode(found);
  return code === 0 && published.failures.length > 0 ? 9 : code;
}

/** `loadkit history accept`: from this change on its series begin anew. */
export async function accept(
  run: string,
  flags: SelectionFlags & { readonly why: string; readonly metric?: string[] },
  terminal: Terminal,
): Promise<number> {
  const why = flags.why.trim();
  if (why === '')
    throw new UserError({ what: '--why is empty', next: 'say in a sentence why this change is accepted' });
  const selection = await selectionOf(flags);
  const added = await acceptChange(selection, { run, why, metrics: flags.metric ?? [] });
  const labels = added.map(({ metric }) => metric).join(', ');
  const file = relative(process.cwd(), acceptedFile(selection));
  terminal.out(
    `✓ accepted: ${terminal.safe(labels)} from ${terminal.safe(added[0]!.run)} on\nNext: commit ${terminal.safe(file)}\n`,
  );
  return 0;
}

async function selectionOf({ out, config, scenario, tier }: SelectionFlags): Promise<HistorySelection> {
  const { root } = await findProject(process.cwd(), config, process.env['HOME']);
  return { out: resolve(out), root, scenario, tier };
}

async function prune(flags: HistoryFlags, seconds: number, terminal: Terminal): Promise<number> {
  const { dryRun } = flags;
  const { out, root } = await selectionOf(flags);
  const found = await runsBefore(out, new Date(Date.now() - 1000 * seconds), await baselineIds(root));
  if (!dryRun) await deleteLeftovers(out);
  const old: OldRun[] = [];
  for (const run of found) {
    if (!dryRun && !(await deleteRun(run))) continue;
    old.push(run);
    terminal.out(`${dryRun ? 'would delete' : 'deleted'} ${terminal.safe(run.id)} (${formatBytes(run.bytes)})\n`);
  }
  const bytes = old.reduce((sum, run) => sum + run.bytes, 0);
  const runs = plural(old.length, String(old.length), 'run');
  const done = dryRun ? 'would be deleted, nothing was' : 'deleted';
  terminal.out(old.length === 0 ? 'no run is so old\n' : `${runs} ${done}: ${formatBytes(bytes)}\n`);
  return 0;
}

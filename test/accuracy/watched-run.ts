import { cpSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Result } from '../../src/result/result.ts';
import type { StabilityFinding } from '../../src/result/stability.ts';
import { emptyFolder, loadkit, resultIn, runFolder } from '../e2e/command.ts';

export interface WatchedRun {
  /** The project's files by their names: loadkit.config.yaml, scripts. */
  readonly files: Readonly<Record<string, string>>;
  readonly args: readonly string[];
}

/** A run of the built command with the real k6. KEEP names a folder for its record. */
export async function watchedRun({ files, args }: WatchedRun): Promise<{ code: number | null; result: Result }> {
  const cwd = emptyFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const { code, stderr } = await loadkit(['run', ...args], { cwd });
  let folder: string;
  try {
    folder = runFolder(join(cwd, 'reports'));
  } catch (error) {
    throw new Error(`exit ${code}: ${stderr}`, { cause: error });
  }
  if (process.env['KEEP']) cpSync(folder, join(process.env['KEEP'], basename(folder)), { recursive: true });
  return { code, result: resultIn(folder) };
}

/** What stands in a cell of a table: who judged, what of, and what it came to. */
export function said({ judge, about, verdict }: StabilityFinding): string {
  return `${judge} ${about.source ? `${about.source} ` : ''}${about.series}: ${verdict}`;
}

/** Why a stage of a sandbox or a stack on this machine says nothing: other work took its CPUs. */
const OF_OTHERS = /CPUs|kept from running|fell behind its schedule/;

/** Whether other work on the machine spoilt the run, or steps of it, so that what gave way there is not known. */
export function isDisturbed({ stages, validity, stability }: Result): boolean {
  const texts = new Set(validity.reasons.map(({ text }) => text));
  const doubted = (stability ?? []).some(({ reasons }) => reasons.some((reason) => texts.has(reason)));
  return doubted || stages.some(({ role, reasons }) => role === 'step' && reasons.some((text) => OF_OTHERS.test(text)));
}

const say = (text: string) => process.stdout.write(`${text}\n`);

/** Prints every finding with its sentence. SHOW=1 only: tables have no room for them. */
export function show(findings: readonly StabilityFinding[]): void {
  if (process.env['SHOW'] !== '1') return;
  for (const { judge, about, verdict, text, reasons } of findings)
    say(`   ${judge} ${about.source ?? ''} ${about.series}: ${verdict}: ${text} [${reasons.join('; ')}]`);
}

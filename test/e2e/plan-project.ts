import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CapacityPlan } from '../../src/result/capacity-plan.ts';
import type { Result } from '../../src/result/result.ts';
import { emptyFolder, loadkit } from './command.ts';

/** A project with runs as they lie on disk (what a record holds is not looked at), and files of its own. */
export function planProject(
  runs: readonly Result[],
  config = '',
  files: Readonly<Record<string, string>> = {},
): string {
  const cwd = emptyFolder();
  if (config) writeFileSync(join(cwd, 'loadkit.config.yaml'), config);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  layRuns(cwd, runs);
  return cwd;
}

/** Runs as they lie in the `reports` of a project. */
export function layRuns(cwd: string, runs: readonly Result[]): void {
  for (const result of runs) {
    const folder = join(cwd, 'reports', result.run.id);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'record.json'), '{}');
    writeFileSync(join(folder, 'result.json'), JSON.stringify(result));
  }
}

/** Plans, with the plan that was printed as JSON. */
export async function planned(cwd: string, ...flags: string[]) {
  const ended = await loadkit(['plan', '--json', ...flags], { cwd });
  return { ...ended, plan: ended.stdout ? CapacityPlan.parse(JSON.parse(ended.stdout)) : undefined };
}

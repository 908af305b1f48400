import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordLine } from '../../src/capacity/search-lines.ts';
import type { RunRecord } from '../../src/result/record.ts';
import type { Result } from '../../src/result/result.ts';
import { FILES } from '../../src/store/runs.ts';
import { TimelineWriter } from '../../src/store/timeline-file.ts';
import { emptyFolder } from './command.ts';

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

/** A run as it was measured, not judged yet, in the `reports` of a project. */
export async function layMeasured(
  cwd: string,
  id: string,
  { record, lines }: { readonly record: RunRecord; readonly lines: readonly RecordLine[] },
): Promise<void> {
  const folder = join(cwd, 'reports', id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, FILES.record), JSON.stringify({ ...record, id }));
  const writer = new TimelineWriter(join(folder, FILES.timeline));
  for (const line of lines) await writer.write(line);
  await writer.close();
}

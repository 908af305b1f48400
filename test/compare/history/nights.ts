import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../../src/result/result.ts';

const FIRST = Date.UTC(2026, 0, 1, 2);
const DAY = 86_400_000;

/** Results as runs of consecutive nights, from the night `from` on; `version` says which build a night's is. */
export function nights(
  results: readonly Result[],
  { from = 0, version = () => null }: { from?: number; version?: (night: number) => string | null } = {},
): Result[] {
  return results.map((result, i) => {
    const startedAt = new Date(FIRST + (from + i) * DAY).toISOString();
    const stamp = startedAt.replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
    return {
      ...result,
      run: { ...result.run, id: `${stamp}-load-medium-a1b2c3`, startedAt },
      provenance: { ...result.provenance, targetVersion: version(from + i) },
    };
  });
}

/** Writes judged runs as run folders below `out`. */
export function foldersOf(out: string, results: readonly Result[]): void {
  for (const [at, result] of results.entries()) {
    const folder = join(out, result.run.id);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'record.json'), `{ "sequence": ${at + 1} }`);
    writeFileSync(join(folder, 'result.json'), JSON.stringify(result));
  }
}

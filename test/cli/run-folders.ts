import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../src/result/result.ts';
import { runs } from '../compare/runs/made-runs.ts';
import { emptyFolder } from '../e2e/command.ts';

/** Writes judged runs of a day of November 2026 into a folder, and gives their ids. */
export function written(folder: string, results: readonly Result[], day: number): string[] {
  return results.map((result, at) => {
    const id = `202611${day}-1000${10 + at}-load-medium-a1b2c3`;
    const run = { ...result.run, id, startedAt: `2026-11-${day}T10:00:${10 + at}Z` };
    mkdirSync(join(folder, id), { recursive: true });
    writeFileSync(join(folder, id, 'record.json'), `{ "sequence": ${at + 1} }`);
    writeFileSync(join(folder, id, 'result.json'), JSON.stringify({ ...result, run }));
    return id;
  });
}

/** A folder with six runs before, in reports/, and those after, in after/. */
export function twoSides(
  after: readonly Result[],
  before = runs(6),
): { cwd: string; ids: { before: string[]; after: string[] } } {
  const cwd = emptyFolder();
  const ids = {
    before: written(join(cwd, 'reports'), before, 10),
    after: written(join(cwd, 'after'), after, 20),
  };
  return { cwd, ids };
}

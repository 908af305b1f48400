import { isAbsolute, join } from 'node:path';
import { UserError } from '../../errors.ts';
import { type Finding, formatPath } from '../../input/finding.ts';
import { readText } from '../read.ts';
import type { GrowthSection } from './section.ts';

/** A row a minute for a year is half a million rows, some 16 MB. */
const LARGEST_HISTORY = { of: 'a history', bytes: 50_000_000 };

/**
 * The texts of the history files that a growth section names, by the name of the quantity. `root` is the folder of the
 * configuration file. Throws UserError with every file that cannot be read, and the path at which it is named.
 */
export async function readHistories(growth: GrowthSection, root: string): Promise<ReadonlyMap<string, string>> {
  const named = Object.entries(growth).flatMap(([name, { history }]) =>
    history === undefined ? [] : [{ name, history }],
  );
  const read = await Promise.all(
    named.map(async ({ name, history }) => {
      const path: Finding['path'] = ['growth', name, 'history'];
      try {
        return {
          name,
          text: await readText(isAbsolute(history) ? history : join(root, history), history, LARGEST_HISTORY),
        };
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return {
          problems: error.problems.map((problem) => ({
            ...problem,
            where: { ...problem.where, path: formatPath(path) },
          })),
        };
      }
    }),
  );
  const problems = read.flatMap((one) => one.problems ?? []);
  if (problems.length > 0) throw new UserError(problems);
  return new Map(read.flatMap((one) => (one.text === undefined ? [] : [[one.name, one.text] as const])));
}

import type { MonitorsSection } from '../../config/monitors/section.ts';
import { type Problem, UserError } from '../../errors.ts';
import { promqlFault } from '../../promql/grammar.ts';

/** Refuses queries that are no PromQL, each with its place. Throws UserError (2). */
export async function refuseWrongQueries(monitors: MonitorsSection, file: string | null): Promise<void> {
  const problems: Problem[] = [];
  for (const [name, { queries = {} }] of Object.entries(monitors))
    for (const [reading, query] of Object.entries(queries)) {
      const at = await promqlFault(query);
      if (at === undefined) continue;
      problems.push({
        what: `${JSON.stringify(query)} is no PromQL from ${at < query.length ? `letter ${at + 1} on` : 'its end on'}`,
        where: { file: file ?? undefined, path: `monitors.${name}.queries.${reading}` },
        next: 'mend it where it begins to be none; try it in the server’s own page',
      });
    }
  if (problems.length > 0) throw new UserError(problems);
}

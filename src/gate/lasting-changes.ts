import type { AcceptedChange } from '../compare/history/accepted.ts';
import { makeHistory } from '../compare/history/make-history.ts';
import { inOrder, type RunFigures } from '../compare/runs/run-figures.ts';
import type { GateLeg } from './gate-result.ts';

/**
 * The changes for the worse that `loadkit history` would call open in these runs of a leg: recent, not undone, accepted
 * by nobody.
 */
export function lastingChanges(
  runs: readonly RunFigures[],
  accepted: readonly AcceptedChange[],
  made: { readonly madeAt: string; readonly loadkit: string },
): GateLeg['history'] {
  const { series, changes } = makeHistory({ ...made, runs: inOrder(runs), unreadable: [], accepted, asked: [] });
  const open = changes.flatMap(({ id, at, metrics }) =>
    metrics
      .filter(({ state }) => state === 'open')
      .map(({ label, unit, before, after, relative }) => ({ label, unit, before, after, relative, since: id, at })),
  );
  return { runs: series.find(({ current }) => current)?.runs ?? 0, changes: open };
}

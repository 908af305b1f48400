import type { AcceptedChange } from '../compare/history/accepted.ts';
import { makeHistory } from '../compare/history/make-history.ts';
import { inOrder, type RunFigures } from '../compare/runs/run-figures.ts';
import { LEAST_POINTS_OF_SERIES } from '../stats/changes/rules.ts';
import type { GateLeg } from './gate-result.ts';

/**
 * The changes for the worse that `loadkit history` would call open in these runs of a leg: recent, not undone, accepted
 * by nobody. `asked`: whether the gate fails on one, so that it is said where none can be found yet.
 */
export function lastingChanges(
  runs: readonly RunFigures[],
  accepted: readonly AcceptedChange[],
  asked: boolean,
  made: { readonly madeAt: string; readonly loadkit: string },
): GateLeg['history'] {
  const { series, changes } = makeHistory({ ...made, runs: inOrder(runs), unreadable: [], accepted, asked: [] });
  const open = changes.flatMap(({ id, at, metrics }) =>
    metrics
      .filter(({ state }) => state === 'open')
      .map(({ label, unit, before, after, relative }) => ({ label, unit, before, after, relative, since: id, at })),
  );
  const newest = series.find(({ current }) => current);
  const points = newest?.points.length ?? 0;
  const unknown =
    asked && points < LEAST_POINTS_OF_SERIES
      ? `changes: ${points} of ${LEAST_POINTS_OF_SERIES} points known, so that none can be found`
      : null;
  return { runs: newest?.runs ?? 0, points, unknown, changes: open };
}

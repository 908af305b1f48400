import { likenessOf } from '../runs/likeness.ts';
import type { ChangeState, HistoryChange, MetricChange } from './history.ts';
import type { RunsInSeries } from './runs-in-series.ts';

/** What happens at once is found so many points apart in different metrics, at most. */
export const MARGIN = 5;

/** The state of a change is the first of these that one of its metrics has. */
const GRAVEST: readonly ChangeState[] = ['open', 'accepted', 'undone', 'past', 'better', 'told'];

/**
 * Changes of the metrics of a series that lie near one another as one: with the first run of the one that is surest as
 * its id, and what else differs from that run on.
 */
export function changesTogether(series: RunsInSeries, changes: readonly MetricChange[]): HistoryChange[] {
  const groups: MetricChange[][] = [];
  for (const change of [...changes].sort((a, b) => a.point - b.point)) {
    const last = groups.at(-1);
    if (last && change.point - last[0]!.point <= MARGIN) last.push(change);
    else groups.push([change]);
  }
  return groups.map((group): HistoryChange => {
    const [surest] = [...group].sort((a, b) => (a.pValue ?? 0) - (b.pValue ?? 0)) as [MetricChange];
    const { run, build, at } = series.points[surest.point]!;
    const from = series.first;
    return {
      id: run,
      series: series.id,
      build,
      at,
      state: GRAVEST.find((state) => group.some((change) => change.state === state))!,
      metrics: group,
      beside: besideOf(from[surest.point - 1], from[surest.point]),
    };
  });
}

function besideOf(before: RunsInSeries['first'][number] | undefined, after: RunsInSeries['first'][number] | undefined) {
  if (!before || !after) return [];
  const { machine, beside } = likenessOf([before], [after]);
  return [...machine, ...beside];
}

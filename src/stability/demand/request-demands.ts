import type { Watches } from '../../metrics/lines/lines.ts';
import type { RequestDemand } from '../../result/monitors.ts';
import type { StabilityFinding } from '../../result/stability.ts';
import { loadLevels } from '../load-levels.ts';
import type { RunCourse } from '../run-course.ts';
import { demandLine } from './demand-line.ts';
import { demandPoints, plainLevels } from './demand-points.ts';
import { type DemandSeries, demandSeries } from './demand-series.ts';

/** What a record says of a monitor. */
export interface Watcher {
  readonly monitor: string;
  /** Seconds from one reading to the next. */
  readonly every: number;
  /** Null: nobody knows. */
  readonly watches: Watches | null;
}

const ON_SERVER =
  'the server counts a connection while it works: what the service keeps without a query, outside a transaction, is not in it';

const ONE_WAY =
  'the load of this run only rose: a service that warms up meanwhile seems to take something else (a fifth more, simulated); take a run whose load falls again';

/**
 * What a request takes of the target's CPU, memory and database connections, as every monitor that reads them measured
 * it; where it cannot be told, why. Only what watches the target counts: a generator's use grows with the load as well.
 * Of the run's stability `findings` those of leaks are looked at. Pure.
 */
export function requestDemands(
  course: Pick<RunCourse, 'bin' | 'windows' | 'watched' | 'events'>,
  watchers: readonly Watcher[],
  findings: readonly StabilityFinding[],
): RequestDemand[] {
  // What is used while the load falls again says what time did, and what the load.
  const levels = plainLevels(loadLevels(course.windows.map((window) => ({ ...window, recovering: false }))));
  return demandSeries(course.watched).map((series) => {
    const { quantity, monitor, series: name, ofDatabase } = series;
    const { every = 1, watches = null } = watchers.find((one) => one.monitor === monitor) ?? {};
    const of = subjectOf(watches, ofDatabase);
    const about = { quantity, monitor, series: name, of };
    const untold = (reason: string, readings = 0): RequestDemand => ({
      ...about,
      ...{ perRequest: null, atRest: null, load: null, readings, reason, caveats: [] },
    });
    if (of === null) return untold(WHY_NOT[watches ?? 'unknown']);
    const moved = quantity === 'memory' ? movedMemory(series, course, findings) : undefined;
    if (moved !== undefined) return untold(moved);
    const covers = Math.max(1, Math.ceil(every / course.bin));
    const points = demandPoints(series, levels, course.windows, covers);
    const line = demandLine({ points, lag: covers });
    if ('reason' in line) return untold(line.reason, points.length);
    const { perRequest, atRest, oneWay } = line;
    const loads = points.map(({ load }) => load);
    return {
      ...about,
      ...{ perRequest, atRest },
      load: { from: Math.min(...loads), to: Math.max(...loads) },
      readings: points.length,
      reason: null,
      caveats: [...(ofDatabase ? [ON_SERVER] : []), ...(oneWay ? [ONE_WAY] : [])],
    };
  });
}

function subjectOf(watches: Watches | null, ofDatabase: boolean): RequestDemand['of'] {
  if (ofDatabase) return watches === 'other' ? null : 'database';
  return watches === 'target' || watches === 'replica' ? watches : null;
}

const WHY_NOT: Readonly<Record<Watches | 'unknown', string>> = {
  generator: 'it watches the generator, too, whose use grows with the load as well',
  other: 'it is said to watch something else than the target',
  unknown:
    'nothing shows that it watches the target: where it watches all that serves the load, write `watches: target`',
  target: '',
  replica: '',
};

/** Why memory may have changed by something else than what was in flight. */
function movedMemory(
  { monitor, series }: DemandSeries,
  { events }: Pick<RunCourse, 'events'>,
  findings: readonly StabilityFinding[],
): string | undefined {
  const leaks = findings.some(
    ({ judge, verdict, about }) =>
      judge === 'leak' && verdict === 'leak' && about.source === monitor && about.series === series,
  );
  if (leaks) return 'it leaked: it grew without more load';
  const changed = events.find(({ kind }) => kind === 'restart' || kind === 'scaling');
  return changed && `a ${changed.kind} of the target changed it`;
}

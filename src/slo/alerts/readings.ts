import { unitOfName, unitOfRate } from '../../metrics/named-units.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Watched } from '../../metrics/timeline/watched.ts';
import type { Readings } from '../../promql/readings.ts';

/**
 * What the monitors of a run read of some metrics, as PromQL sees it: in the units of their pages, on a grid as fine as
 * the slowest of these monitors reads. Seconds count from the beginning of the scenario to the end of the load. Pure.
 */
export function readingsIn(timeline: Timeline, names: ReadonlySet<string>): Readings {
  const { bin } = timeline.layout;
  const meant = withoutSums(timeline.watched.filter(({ ofTarget, series }) => ofTarget && names.has(series.metric)));
  const monitors = new Set(meant.map(({ monitor }) => monitor));
  const asked = timeline.watched.filter(({ monitor }) => monitors.has(monitor));
  const step = Math.max(1, ...asked.map(({ every }) => Math.ceil(every / bin)));
  const end = timeline.lastSecond + 1 - timeline.offset;
  const points = Math.max(0, Math.floor(end / (step * bin)));
  const at = (windows: Watched['windows'], i: number) =>
    windows.slice(i * step, (i + 1) * step).filter((cell) => cell !== undefined);
  const column = <T>(of: (i: number) => T) => Array.from({ length: points }, (_, i) => of(i));
  return {
    points,
    width: step * bin,
    series: meant.map(({ monitor, series: { metric, tags, unit, bound }, all, windows }) => {
      const { monitor: _, ...labels } = tags;
      const counts = isCounter(metric, unit);
      const { size } = counts ? unitOfRate(metric) : unitOfName(metric);
      const mean = (i: number) => {
        const cells = at(windows, i);
        const count = cells.reduce((sum, cell) => sum + cell.count, 0);
        return count === 0 ? null : cells.reduce((sum, cell) => sum + cell.sum, 0) / count / size;
      };
      return {
        ...{ metric, monitor, labels: monitors.size > 1 ? tags : labels, counts, values: column(mean) },
        beyond: bound !== undefined && all.max >= bound ? bound / size : undefined,
      };
    }),
    spoken: new Map(
      [...monitors].map((monitor) => {
        const own = asked.filter((each) => each.monitor === monitor);
        return [monitor, column((i) => own.some(({ windows }) => at(windows, i).length > 0))] as const;
      }),
    ),
  };
}

/**
 * The series as their pages have them: without those that loadkit adds up of others over some of their labels
 * (monitor/page/kinds.ts), which would count twice.
 */
function withoutSums(watched: readonly Watched[]): Watched[] {
  const labels = (each: Watched) => Object.keys(each.series.tags);
  return watched.filter(
    (each) =>
      !watched.some(
        (other) =>
          other.monitor === each.monitor &&
          other.series.metric === each.series.metric &&
          labels(other).length > labels(each).length &&
          labels(each).every((label) => label in other.series.tags),
      ),
  );
}

/** Whether readings are the growth of a counter, which has another unit than its name says (metrics/named-units.ts). */
function isCounter(metric: string, unit: Watched['series']['unit']): boolean {
  return unit === 'per second' || (unit === 'none' && unitOfName(metric).unit === 'seconds');
}

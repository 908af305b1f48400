import type { StabilityFinding } from '../result/stability.ts';
import { formatSeconds } from '../units/format.ts';
import type { RunCourse } from './run-course.ts';
import { judgeTrend } from './trend/trend.ts';
import { trendFinding } from './trend/trend-finding.ts';
import { windowSeries } from './trend/window-series.ts';

/** The percentiles of which a rise is a drift. */
const PERCENTILES = ['p50', 'p95'] as const;
/** Growth, as a share of the level, below which nobody waits longer. */
const LEAST_GROWTH = 0.05;

/**
 * Whether latency grew without an end while the load was constant. Windows that the generator shaped are left out. Says
 * nothing of a run without a constant load that is long enough. Pure.
 */
export function driftJudge({ windows, steady, bin }: RunCourse): StabilityFinding[] {
  if (!steady) return [];
  return PERCENTILES.flatMap((percentile) => {
    const series = windowSeries(
      windows.map((window) => (window.spoilt ? null : window[percentile])),
      bin,
      steady,
    );
    if (series.times.length === 0) return [];
    const trend = judgeTrend(series, { together: PERCENTILES.length, leastGrowth: LEAST_GROWTH, of: 'level' });
    return [
      trendFinding(trend, {
        judge: 'drift',
        about: { source: null, series: percentile, labels: {} },
        name: `${percentile} latency`,
        unit: 'seconds per hour',
        valueUnit: 'seconds',
        text: (value) => formatSeconds(value),
        restarts: 0,
      }),
    ];
  });
}

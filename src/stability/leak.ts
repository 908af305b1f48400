import type { WatchedSeries } from '../result/chart-series.ts';
import type { StabilityFinding } from '../result/stability.ts';
import { formatBytes, formatNumber, formatRatio } from '../units/format.ts';
import type { RunCourse } from './run-course.ts';
import { exhaustionOf, limitOnReading } from './trend/exhaustion.ts';
import { canLeak, isMemory } from './trend/growing.ts';
import { judgeTrend } from './trend/trend.ts';
import { type Subject, trendFinding } from './trend/trend-finding.ts';
import { windowSeries } from './trend/window-series.ts';

/** Seconds within which a runtime collects its garbage at least once. */
const COLLECTED = 600;
/** The share of the level by which memory must grow in less time: a heap that is not collected meanwhile grows by half. */
const HELD_BACK = 0.75;

/**
 * Whether anything that a service takes (memory, descriptors, connections, threads) grew without an end while the load was
 * constant. Says nothing of a run without a constant load that is long enough. Pure.
 */
export function leakJudge({ watched, steady, bin, objectives, restarts }: RunCourse): StabilityFinding[] {
  if (!steady) return [];
  const taken = watched.filter(canLeak);
  return taken.map((series) => {
    const began = restarts
      .filter(
        ({ monitor, at }) => (monitor === null || monitor === series.monitor) && at > steady.from && at < steady.to,
      )
      .map(({ at }) => at);
    const trend = judgeTrend(windowSeries(series.values, bin, steady), {
      restarts: began,
      together: taken.length,
      heldBack: isMemory(series) && steady.to - steady.from < COLLECTED ? HELD_BACK : 0,
    });
    const exhaustion = exhaustionOf(trend, limitOnReading(series, objectives));
    return trendFinding(trend, { judge: 'leak', ...subjectOf(series), exhaustion, restarts: began.length });
  });
}

function subjectOf({ monitor, metric, tags, unit }: WatchedSeries): Omit<Subject, 'judge' | 'restarts'> {
  const { monitor: _, ...labels } = tags;
  const written = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const about = { source: monitor, series: metric, labels };
  const name = `${metric}${written.length > 0 ? `{${written.join(', ')}}` : ''} of ${monitor}`;
  switch (unit) {
    case 'bytes':
      return { about, name, unit: 'bytes per hour', valueUnit: 'bytes', text: (value) => formatBytes(value) };
    case 'ratio':
      return { about, name, unit: 'per hour', valueUnit: 'ratio', text: (value) => formatRatio(value) };
    default:
      return { about, name, unit: 'per hour', valueUnit: 'count', text: (value) => formatNumber(value) };
  }
}

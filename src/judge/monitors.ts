import type { Watched } from '../metrics/timeline/watched.ts';
import type { Measurement } from '../plan/measurement.ts';
import type { MonitorResult, WatchedFigures } from '../result/monitors.ts';
import { speaksFor, timesRead } from '../slo/missing/readings.ts';
import { courseIn, judgedSpans } from '../slo/windows/spans.ts';

/** What each monitor read where the run counts: of a plain script in all of it. */
export function monitorResults({ timeline, plan, countedStages }: Measurement): MonitorResult[] {
  const whole = timeline.lastSecond + 1;
  const parts = plan.stages.length === 0 ? [null] : countedStages;
  return timeline.monitors.map(({ monitor, every, ofTarget }): MonitorResult => {
    const watched = timeline.watched.filter((one) => one.monitor === monitor);
    // All series of a metric speak for it: a pod that was replaced left no gap.
    const metrics = [...new Set(watched.map(({ series }) => series.metric))].map((name) =>
      watched.filter(({ series }) => series.metric === name),
    );
    return {
      monitor,
      every,
      ...(ofTarget ? {} : { of: 'generator' as const }),
      stages: parts.map((stage) => {
        const stages = stage === null ? null : [stage];
        const seconds = stage === null ? whole : timeline.judgedSeconds([stage]);
        const spans = judgedSpans(stages, plan, courseIn(timeline));
        const read = Math.max(0, ...metrics.map((own) => timesRead(own, timeline, stages, spans)));
        const unread = Math.max(0, seconds - read * every);
        return { stage, seconds, unread, whole: speaksFor(unread, seconds, every) };
      }),
      series: watched.map((one) => figuresOf(one, parts)).filter(({ stages }) => stages.length > 0),
    };
  });
}

function figuresOf({ series, cell }: Watched, parts: readonly (string | null)[]): WatchedFigures {
  const { monitor: _, ...tags } = series.tags;
  return {
    metric: series.metric,
    tags,
    unit: series.unit,
    stages: parts.flatMap((stage) => {
      const { count, mean, max } = cell(stage === null ? null : [stage]);
      return mean === undefined ? [] : [{ stage, readings: count, mean, peak: max }];
    }),
  };
}

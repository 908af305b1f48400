import { METRICS } from '../../metrics/catalogue.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Plan } from '../plan.ts';

/**
 * Seconds that an iteration pauses by itself, as measured, in the mean: what `think()` asked for; of a script that only
 * sleeps what its iterations last (their median) beyond their requests (in the mean: what few of them waited for very
 * long is no pause). 0 where nobody knows: waits of another protocol than HTTP are no pauses, and a search makes none.
 * Pure.
 */
export function pausesIn({ plan, timeline }: { readonly plan: Plan; readonly timeline: Timeline }): number {
  const total = (metric: string) => timeline.total({ metric, where: {} });
  const ended = total('iterations')?.sum ?? 0;
  if (ended === 0 || plan.profile === 'capacity') return 0;
  const asked = total('think_time')?.sum ?? 0;
  // Those that are under way have asked as well.
  if (asked > 0) return asked / Math.max(ended, timeline.generator.iterationsBegun ?? 0);
  if (speaksMoreThanHttp(timeline)) return 0;
  const waited = (total('request_time')?.sum ?? 0) / ended;
  return Math.max(0, (total('iteration_duration')?.quantile(0.5) ?? 0) - waited);
}

function speaksMoreThanHttp(timeline: Timeline): boolean {
  return timeline.series.some(({ series, all }) => {
    const protocol = METRICS.get(series.metric)?.protocol;
    return protocol !== undefined && protocol !== 'http' && all.count > 0;
  });
}

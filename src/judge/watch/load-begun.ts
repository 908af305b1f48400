import type { Timeline } from '../../metrics/timeline/timeline.ts';

/**
 * Whether a user was ever active, or a request or an iteration began. `until`: seconds since the start up to which
 * nothing can have begun unseen; a k6 that was killed and whose lines do not reach there may have sent load. Pure.
 */
export function hasLoadBegun(timeline: Timeline, until: number): boolean {
  const { hello, generator, end, lastSecond } = timeline;
  // It greets before it makes its first user.
  if (!hello) return false;
  const counted = ['http_reqs', 'iterations'].map((metric) => timeline.total({ metric, where: {} })?.sum ?? 0);
  const { iterations, requests } = end?.ledger ?? {};
  const begun = [generator.vus, generator.begun, ...counted, iterations?.started ?? 0, requests?.started ?? 0];
  return begun.some((count) => count > 0) || (!end && lastSecond < until);
}

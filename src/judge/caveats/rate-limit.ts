import type { Timeline } from '../../metrics/timeline/timeline.ts';

/** From this share of all requests on a limit is spoken of. */
const FEW = 0.01;

/** The share of requests that the target refused as too many (status 429). Pure. */
export function shareLimited(timeline: Timeline): number {
  const sum = (where: Record<string, string>) => timeline.total({ metric: 'http_reqs', where })?.sum ?? 0;
  const requests = sum({});
  return requests > 0 ? sum({ status: '429' }) / requests : 0;
}

/** Whether the target limits the rate: what breaks then is its limit. */
export function isRateLimited(timeline: Timeline): boolean {
  return shareLimited(timeline) > FEW;
}

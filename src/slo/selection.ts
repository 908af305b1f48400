import type { Objective } from '../config/objective.ts';
import { matches } from '../metrics/selector.ts';
import type { Timeline } from '../metrics/timeline.ts';

/** Tags that only failed requests carry: where none failed, none of them is there. */
const OF_FAILURES = new Set(['error', 'error_code']);
const REQUESTS = /^(http_req|request_time$|ws_|grpc_|browser_)/;

/**
 * Why a share says nothing whatever happens; undefined where it may. The share of samples whose tag has some value is 0 where
 * none of them has it (no 5xx in a healthy run), but it is no share where no sample carries the tag at all: the tag is
 * misspelt, or nobody sets it. "Not x" is then true of all of them, and says as little.
 */
export function countsNothing({ measure }: Objective, timeline: Timeline): string | undefined {
  if (measure.kind !== 'ratio') return undefined;
  const { metric, where, part } = measure;
  const whole = timeline.series.filter(({ all, series }) => all.count > 0 && matches({ metric, where }, series));
  if (whole.length === 0) return undefined;
  const carried = (tag: string) => whole.some(({ series }) => (series.tags[tag] ?? '') !== '');
  // The empty text asks for samples without the tag.
  const asks = (tag: string) => ![part[tag] ?? []].flat().some((each) => each === '' || each === '!');
  const seldom = (tag: string) => OF_FAILURES.has(tag) && REQUESTS.test(metric);
  const tag = Object.keys(part).find((each) => !carried(each) && asks(each) && !seldom(each));
  return tag && `no sample of ${metric} carries a tag \`${tag}\`, so that none can be counted by it`;
}

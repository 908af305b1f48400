import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Accounting } from '../../result/result.ts';
import type { Caveat } from '../../result/vocabulary.ts';
import { formatNumber, formatSeconds } from '../../units/format.ts';

/** Every iteration and request that began, as the engine's ledger counted it. */
export function accountingOf(timeline: Timeline): Accounting {
  const { ledger } = timeline.end ?? {};
  if (!ledger) return null;
  const { started, ended, cutOff, threw } = ledger.iterations;
  return {
    iterations: {
      started,
      ended: Math.max(0, ended - threw),
      threw: Math.min(threw, ended),
      cutOff,
      dropped: timeline.total({ metric: 'dropped_iterations', where: {} })?.sum ?? 0,
    },
    requests: { started: ledger.requests.started, ended: ledger.requests.ended, cutOff: ledger.requests.cutOff },
  };
}

/** k6 may call an iteration over in the very moment in which its time is: so many, or this share, may differ. */
const MOST_APART = 3;
const SHARE_APART = 0.001;

/** Where k6's own count and the ledger's do not agree, or what began is not what it became. */
export function unaccounted({ timeline }: { readonly timeline: Timeline }): Caveat | undefined {
  const { ledger } = timeline.end ?? {};
  if (!ledger) return undefined;
  const { iterations, requests } = ledger;
  const counted = timeline.total({ metric: 'iterations', where: {} })?.sum ?? 0;
  const apart = Math.max(
    Math.abs(iterations.started - counted - iterations.cutOff),
    Math.abs(requests.started - requests.ended - requests.cutOff),
  );
  if (apart <= Math.max(MOST_APART, SHARE_APART * Math.max(iterations.started, requests.started))) return undefined;
  return {
    code: 'unaccounted',
    text: `not everything that began is accounted for: of ${formatNumber(iterations.started)} iterations k6 counted ${formatNumber(counted)} and ${formatNumber(iterations.cutOff)} were cut off; of ${formatNumber(requests.started)} requests ${formatNumber(requests.ended)} ended and ${formatNumber(requests.cutOff)} were cut off`,
  };
}

/** A stretch in which nothing ends is unusual where it lasts so many times the 95th percentile of request_time. */
const OF_P95 = 3;
const LONGEST_SHOWN = 3;

/** Stretches in which requests were in flight and nothing ended, with their place in time. */
export function stalled({ timeline }: { readonly timeline: Timeline }): Caveat | undefined {
  const usual = OF_P95 * (timeline.total({ metric: 'request_time', where: {} })?.quantile(0.95) ?? 0);
  const long = timeline.stalls
    .filter(({ from, to }) => to - from > usual)
    .sort((a, b) => b.to - b.from - (a.to - a.from));
  if (long.length === 0) return undefined;
  const at = (second: number) => formatSeconds(Math.max(0, Math.round(second - timeline.offset)));
  const shown = long
    .slice(0, LONGEST_SHOWN)
    .map(({ from, to, inFlight }) => `from ${at(from)} to ${at(to)} (${formatNumber(inFlight)} in flight)`);
  const more = long.length > LONGEST_SHOWN ? `, and ${formatNumber(long.length - LONGEST_SHOWN)} times more` : '';
  return { code: 'stalled', text: `requests were waited for, and none ended: ${shown.join(', ')}${more}` };
}

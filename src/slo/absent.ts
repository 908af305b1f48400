import { Cell } from '../metrics/cell.ts';
import { K6_METRICS } from '../metrics/kinds.ts';
import { type Selector, tagMatches } from '../metrics/selector.ts';
import { isClosedTag } from '../metrics/tags.ts';
import type { Timeline } from '../metrics/timeline.ts';

/** The counters of protocols: where nothing was sent at all, that none of it had some status says nothing. */
const OF_PROTOCOL = /^(http_|grpc_|ws_|browser_)/;

/** The tags that k6 sets only where there is something to say, so that no sample of a healthy run carries them. */
const SELDOM: ReadonlySet<string> = new Set(['error', 'check', 'group']);

/** What keeps samples from being read, as a note for the reader; undefined where nothing does. */
export function unreadable(selector: Selector, timeline: Timeline): string | undefined {
  const strange = strangeTag(selector, timeline);
  if (strange !== undefined) return `no sample of ${selector.metric} carries the tag ${strange}`;
  const unknown = timeline.unknown(selector);
  if (unknown === 0) return undefined;
  const tags = Object.keys(selector.where).filter((tag) => !isClosedTag(tag));
  return (
    `${unknown} samples of ${selector.metric} lost the tag ${tags.join(', ') || 'asked for'}: the run had too many different tags. ` +
    "Give requests a name tag (tags: { name: '/orders/{id}' } or http.url`…`), and leave ids out of other tags"
  );
}

/** A tag of the selector that no sample of its metric carries, though there are samples: a slip of the pen, most likely. */
function strangeTag({ metric, where }: Selector, timeline: Timeline): string | undefined {
  const series = timeline.series.filter((each) => each.series.metric === metric && each.all.count > 0);
  if (series.length === 0) return undefined;
  const carried = (tag: string) =>
    series.some(({ series: { tags, folded = [] } }) => tag in tags || folded.includes(tag) || folded[0] === '*');
  // What asks for samples without the tag finds them: all.
  const asks = (tag: string) => !isClosedTag(tag) && !SELDOM.has(tag) && !tagMatches(where[tag]!, undefined);
  return Object.keys(where).find((tag) => asks(tag) && !carried(tag));
}

/**
 * What a counter without samples counted: nothing, so 0, where k6 knows the metric. Undefined for all others, since no data is
 * never a pass: of a Rate, a Trend or a Gauge nobody knows what it would have been; and of requests where none was made.
 */
export function zeroOf(selector: Selector, timeline: Timeline): Cell | undefined {
  const { metric } = selector;
  const own = timeline.series.filter(({ series }) => series.metric === metric);
  const kind = own[0]?.series ?? K6_METRICS.get(metric);
  if (kind?.type !== 'counter') return undefined;
  if (OF_PROTOCOL.test(metric) && own.every(({ all }) => all.count === 0)) return undefined;
  return unreadable(selector, timeline) === undefined ? new Cell('counter') : undefined;
}

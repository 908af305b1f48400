import { METRICS } from '../../metrics/catalogue.ts';
import { type Pattern, type Selector, tagMatches, type Where } from '../../metrics/selector.ts';
import { isClosedTag } from '../../metrics/tags.ts';
import { Cell } from '../../metrics/timeline/cell.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Objective } from '../../objectives/objective.ts';
import { selectorsOf } from '../../objectives/selectors.ts';
import { ofGenerator, unitMisfit } from './readings.ts';

/** The tags that k6 sets only where there is something to say, so that no sample of a healthy run need carry them. */
const SELDOM: ReadonlySet<string> = new Set(['error', 'error_code', 'tls_version', 'ocsp_status', 'subproto']);

/**
 * Why the samples of an objective cannot be told from others; undefined where they can. A share is 0 where none of its
 * samples has the value that it counts (no 5xx in a healthy run), but it is no share where none of them carries the tag
 * at all: the tag is misspelt, or nobody sets it. "Not x" is then true of all of them, and says as little. Pure.
 */
export function unread(objective: Objective, timeline: Timeline): string | undefined {
  const { all, part } = selectorsOf(objective);
  const { measure } = objective;
  const counted = measure.kind === 'ratio' ? measure.part : {};
  // The empty text asks for samples without the tag.
  const wantsNone = (pattern: Pattern) => [pattern].flat().some((each) => each === '' || each === '!');
  return (
    ofGenerator(objective, timeline) ??
    unitMisfit(objective, timeline) ??
    whyUnreadable(all, timeline) ??
    strange(all.metric, strangeTag(all, counted, wantsNone, timeline)) ??
    (part && lostTags(part, timeline))
  );
}

/** What keeps samples from being read, as a note for the reader; undefined where nothing does. */
export function whyUnreadable(selector: Selector, timeline: Timeline): string | undefined {
  const { where, exact = false } = selector;
  // What asks for samples without the tag finds them: all.
  const takesNone = (pattern: Pattern) => (exact ? pattern === '' : tagMatches(pattern, undefined));
  const anyOf = { ...selector, where: {} };
  return strange(selector.metric, strangeTag(anyOf, where, takesNone, timeline)) ?? lostTags(selector, timeline);
}

function strange(metric: string, tag: string | undefined): string | undefined {
  return tag && `no sample of ${metric} carries the tag ${tag}`;
}

/** One of some tags that none of the samples carries, though there are samples: a slip of the pen, most likely. */
function strangeTag(
  of: Selector,
  where: Where,
  takesNone: (pattern: Pattern) => boolean,
  timeline: Timeline,
): string | undefined {
  const found = timeline.seriesOf(of).filter(({ all }) => all.count > 0);
  if (found.length === 0) return undefined;
  const carried = (tag: string) =>
    found.some(({ series: { tags, folded = [] } }) => tags[tag] || folded.includes(tag) || folded[0] === '*');
  const seldom = (tag: string) => SELDOM.has(tag) && METRICS.get(of.metric)?.protocol !== undefined;
  return Object.keys(where).find((tag) => !takesNone(where[tag]!) && !seldom(tag) && !carried(tag));
}

function lostTags(selector: Selector, timeline: Timeline): string | undefined {
  const unknown = timeline.unknown(selector);
  if (unknown === 0) return undefined;
  const tags = Object.keys(selector.where).filter((tag) => !isClosedTag(tag));
  return (
    `${unknown} samples of ${selector.metric} lost the tag ${tags.join(', ') || 'asked for'}: the run had too many different tags. ` +
    "Give requests a name tag (tags: { name: '/orders/{id}' } or http.url`…`), and leave ids out of other tags"
  );
}

/**
 * What a counter without samples counted: nothing, so 0, where k6 knows the metric. Undefined for all others, since no
 * data is never a pass: of a Rate, a Trend or a Gauge, and of what a monitor reads, nobody knows what it would have
 * been; and of requests where none was made.
 */
export function zeroOf(selector: Selector, timeline: Timeline): Cell | undefined {
  const { metric, monitored } = selector;
  if (monitored) return undefined;
  const kind = timeline.series.find(({ series }) => series.metric === metric)?.series ?? METRICS.get(metric);
  if (kind?.type !== 'counter' || nothingSent(metric, timeline)) return undefined;
  return whyUnreadable(selector, timeline) === undefined ? new Cell('counter') : undefined;
}

/**
 * Whether a metric counts what a protocol sends, and nothing was sent: that none of it had some status says nothing.
 */
export function nothingSent(metric: string, timeline: Timeline): boolean {
  return METRICS.get(metric)?.protocol !== undefined && !timeline.total({ metric, where: {} })?.count;
}

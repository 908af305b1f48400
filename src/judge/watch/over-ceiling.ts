import { formatWhere } from '../../errors.ts';
import { METRICS } from '../../metrics/catalogue.ts';
import type { TimelineLine } from '../../metrics/lines/lines.ts';
import { type Ceilings, placeOf, type SentCeiling } from '../../plan/ceilings.ts';
import { formatNumber, formatSeconds, formatSpan } from '../../units/format.ts';

/**
 * Says, line by line as they come, why a run must not go on: more was sent, or more users are there, than the guard
 * rails allow. loadkit's engine holds HTTP requests itself, and tells of the first that it held. What else is sent, and
 * all of a stock k6, is known by the second: requests that ended, of which so many more may end at once as were in
 * flight.
 */
export function overCeiling(ceilings: Ceilings, sent: SentCeiling): (line: TimelineLine) => string | undefined {
  const counts = sent.requests && bucketOf(sent.requests);
  const said = (name: 'maxRate' | 'maxVUs', unit: string, found: string) =>
    `guard rail ${formatWhere(placeOf(name, ceilings))}: ${name} is ${formatNumber(ceilings[name], 6)} ${unit}, and ${found}; the load was ended`;
  return (line) => {
    const found =
      line.t === 'exceeded'
        ? `the script asked for ${formatNumber(line.requests, 6)} requests within ${formatSeconds(line.within)}`
        : counts?.(line);
    if (found !== undefined) return said('maxRate', 'requests/s', found);
    return line.t === 'gen' && line.vusMax > ceilings.maxVUs
      ? said('maxVUs', 'users', `k6 made ${formatNumber(line.vusMax, 6)}`)
      : undefined;
  };
}

/** The same token bucket as the engine's (engine/ceiling), by whole seconds of what ended. */
function bucketOf({ refill, burst }: NonNullable<SentCeiling['requests']>): (line: TimelineLine) => string | undefined {
  const counted = new Map<number, 'sum' | 'count'>();
  let [fresh, level, last] = [0, 0, -1];
  // When the bucket was last full, what ended since, and how many were in flight then: those may all end beyond it.
  let [since, total, inFlight] = [-1, 0, 0];
  return (line) => {
    if (line.t === 'series' && METRICS.get(line.metric)?.sent)
      counted.set(line.id, line.type === 'counter' ? 'sum' : 'count');
    if (line.t === 'frame') {
      for (const [id, count, sum] of line.d) {
        const how = counted.get(id);
        if (how !== undefined) fresh += how === 'sum' ? (sum as number) : count;
      }
    }
    if (line.t !== 'gen') return undefined;
    level = Math.max(0, level + fresh - refill * (line.s - last));
    total += fresh;
    fresh = 0;
    last = line.s;
    if (level === 0) [since, total, inFlight] = [line.s, 0, Math.max(line.vus, line.requests?.[2] ?? 0)];
    return level > burst + inFlight
      ? `the script sent ${formatNumber(total, 6)} requests within ${formatSpan(line.s - since)}`
      : undefined;
  };
}

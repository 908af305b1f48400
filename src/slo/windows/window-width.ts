import type { Objective } from '../../objectives/objective.ts';
import { formatSpan } from '../../units/format.ts';
import { SLACK, type Span } from './windows.ts';

/** How wide the windows of an `over:` objective are, and whether the time-scale shortened them. */
export interface Width {
  /** Seconds, whole windows of the timeline. */
  readonly width: number;
  readonly shortened: boolean;
}

/** What of a plan decides how wide windows are. */
export interface Scaled {
  readonly timeScale: number;
  /** Width of the timeline's own windows, seconds. */
  readonly bin: number;
}

/**
 * The width of an objective's windows. A time-scale leaves `over` alone, as it does all sampling, unless none would
 * fit: into a judged span, or into a `for` that held one before. Then `over` is scaled as `for` is. A window that so
 * becomes too short for its statistic is joined with the next. Pure.
 */
export function widthOf({ over, for: row }: Objective, spans: readonly Span[], { timeScale, bin }: Scaled): Width {
  const asked = over ?? bin;
  const whole = (seconds: number) => Math.max(1, Math.round(seconds / bin)) * bin;
  const fits = spans.some((span) => seatsIn(span, whole(asked), bin) > 0);
  const outgrown = row !== null && row >= asked && row * timeScale < asked - SLACK;
  const shortened = timeScale < 1 && (!fits || outgrown);
  return { width: whole(shortened ? asked * timeScale : asked), shortened };
}

/** How many whole windows of that width lie in a span, which they fill from its first whole timeline window on. */
export function seatsIn({ from, to }: Span, width: number, bin: number): number {
  const first = Math.max(0, Math.ceil(from / bin - SLACK)) * bin;
  const last = Math.floor(to / bin + SLACK) * bin;
  return Math.max(0, Math.floor((last - first) / width + SLACK));
}

/** Why there is no window at all, and what it would take. */
export function noSeat(width: number, spans: readonly Span[]): string {
  const longest = Math.max(0, ...spans.map(({ from, to }) => to - from));
  return `no judged part holds a window of ${formatSpan(width)}, the longest lasts ${formatSpan(longest)}: hold the load for longer, or keep the objective to other \`scenarios\``;
}

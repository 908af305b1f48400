import type { LiveHistory } from './state.ts';

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/** The highest bar is kept for what is over the limit. */
const WITHIN = BARS.length - 1;

/**
 * The latest values as a row of bars, one for each, at most `width` of them. With a limit the bars are scaled to it,
 * and the full bar says that the limit was passed; without one they are scaled to the highest value. A space stands
 * where nothing was measured.
 */
export function sparkline(history: LiveHistory, limit: number | null, width: number): string {
  const shown = history.slice(-width);
  const top = limit ?? Math.max(...shown.map((value) => value ?? 0));
  return shown.map((value) => barOf(value, top, limit !== null)).join('');
}

function barOf(value: number | null, top: number, limited: boolean): string {
  if (value === null) return ' ';
  if (limited && value > top) return BARS[WITHIN]!;
  const steps = limited ? WITHIN : BARS.length;
  const step = top > 0 ? Math.ceil((value / top) * steps) - 1 : 0;
  return BARS[Math.min(steps - 1, Math.max(0, step))]!;
}

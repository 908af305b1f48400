import { formatNumber, formatSeconds, formatValue, type Unit } from '../../units/format.ts';

/** A mark on an axis. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

const MINUTE = 60;
const HOUR = 3600;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR];
const MOST_TIME_TICKS = 10;

/** Elapsed time in round steps of one unit, which stands at the last tick only: `0 5 10 … 30 min`. */
export function timeTicks(seconds: number): Tick[] {
  const step = STEPS.find((s) => seconds / s <= MOST_TIME_TICKS) ?? Math.ceil(seconds / MOST_TIME_TICKS / HOUR) * HOUR;
  return marks(0, Math.floor(seconds / step + 1e-9), step, seconds);
}

/** Round moments of a part of a run, named as moments of the whole. */
export function spanTicks(from: number, to: number): Tick[] {
  const step = STEPS.find((s) => (to - from) / s <= MOST_TIME_TICKS) ?? HOUR;
  return marks(Math.ceil(from / step), Math.floor(to / step + 1e-9), step, to);
}

function marks(first: number, last: number, step: number, end: number): Tick[] {
  const [unit, word] = end >= 2 * HOUR && step >= HOUR / 2 ? [HOUR, 'h'] : step >= MINUTE ? [MINUTE, 'min'] : [1, 's'];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => ({
    at: (first + i) * step,
    label: `${formatNumber(((first + i) * step) / unit)}${first + i === last ? ` ${word}` : ''}`,
  }));
}

/** The least of 1, 2, 2.5, 5 × 10ⁿ that is not below `least`. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= least * 0.999) ?? 10) * power;
}

/** Round values from 0 to a round number not below `most`, at most `steps` apart; a share never goes beyond 100 %. */
export function valueTicks(most: number, unit: Unit, steps = 5): Tick[] {
  const wanted = most > 0 ? most : unit === 'ratio' ? 0.01 : 1;
  const step = Math.max(roundStep(wanted / steps), unit === 'count' ? 1 : 0);
  const count = Math.max(1, Math.ceil(wanted / step - 1e-9));
  const ticks = Array.from({ length: count + 1 }, (_, i) => i * step);
  return ticks
    .filter((at) => unit !== 'ratio' || at <= 1 + 1e-9)
    .map((at) => ({ at, label: unit === 'per second' ? formatNumber(at) : formatValue(at, unit) }));
}

/** Round values from one not above `least` to one not below `most`, which is higher. */
export function rangeTicks(least: number, most: number, unit: Unit, steps = 5): Tick[] {
  const step = roundStep((most - least) / steps);
  const first = Math.floor(least / step + 1e-9);
  const last = Math.ceil(most / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const at = (first + i) * step;
    return { at, label: unit === 'per second' ? formatNumber(at, 4) : formatValue(at, unit, 4) };
  });
}

/** Whole numbers of runs, at most some twelve of them; the last one names the unit. */
export function runTicks(from: number, to: number, unit: string): Tick[] {
  const step = Math.max(1, Math.ceil((to - from) / 12));
  const first = Math.max(1, Math.ceil(from));
  const count = Math.max(0, Math.floor((Math.floor(to) - first) / step) + 1);
  return Array.from({ length: count }, (_, i) => {
    const at = first + i * step;
    return { at, label: i === count - 1 ? `${unit} ${at}` : String(at) };
  });
}

/** Round values of a part of a quantity's axis; the last one names the unit: `0 100 200 300 requests/s`. */
export function quantityTicks(from: number, to: number, unit: string, steps = 6): Tick[] {
  const step = roundStep((to - from) / steps);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const at = (first + i) * step;
    return { at, label: first + i === last ? `${formatNumber(at)} ${unit}` : formatNumber(at) };
  });
}

const DECADE = [1, 2, 5];

/** 1, 2, 5 × 10ⁿ around a range of positive values; over more than two decades the powers of ten only. */
export function logTicks(least: number, most: number): Tick[] {
  const all: number[] = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.ceil(Math.log10(most)); power++)
    for (const factor of DECADE) all.push(Number((factor * 10 ** power).toPrecision(1)));
  const from = Math.max(
    0,
    all.findLastIndex((value) => value <= least * 1.0001),
  );
  const to = all.findIndex((value) => value >= most * 0.9999);
  const within = all.slice(from, to + 1);
  const shown = within.length > 9 ? within.filter((value) => value.toExponential().startsWith('1')) : within;
  const ends = new Set([within[0], within.at(-1)]);
  return within
    .filter((value) => shown.includes(value) || ends.has(value))
    .map((at) => ({ at, label: shown.includes(at) ? formatSeconds(at) : '' }));
}

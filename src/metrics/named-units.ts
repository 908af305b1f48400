import type { SeriesUnit } from './lines/lines.ts';

/** Units as names end in them (prometheus.io/docs/practices/naming), and how much of the base unit one is. */
const ENDINGS: readonly (readonly [ending: RegExp, unit: SeriesUnit, size: number])[] = [
  [/_seconds$/, 'seconds', 1],
  [/_(milliseconds|millis|ms)$/, 'seconds', 1e-3],
  [/_(microseconds|us)$/, 'seconds', 1e-6],
  [/_bytes$/, 'bytes', 1],
  [/_ratio$/, 'ratio', 1],
  [/_(percent|percentage)$/, 'ratio', 0.01],
];

/** The unit of a metric by its name, and by what its values are multiplied to be in the base unit. */
export function unitOfName(name: string): { unit: SeriesUnit; size: number } {
  const bare = name.replace(/_(total|sum)$/, '');
  const [, unit, size] = ENDINGS.find(([ending]) => ending.test(bare)) ?? [undefined, 'none' as const, 1];
  return { unit, size };
}

/** The same of what a counter grows by in a second: seconds of a second are a plain number, such as cores in use. */
export function unitOfRate(name: string): { unit: SeriesUnit; size: number } {
  const { unit, size } = unitOfName(name);
  return { unit: unit === 'seconds' ? 'none' : 'per second', size };
}

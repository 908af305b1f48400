import type { Probe } from '../../../result/capacity.ts';
import { formatNumber, formatSpan } from '../../../units/format.ts';
import type { Band, Chart, Hatch } from '../../charts/chart.ts';
import { effortText, rangeText } from './sentences.ts';
import { phaseWord, type Standing } from './standing.ts';

const MOST_WINDOWS = 1440;

/** The course of the search: the rate asked for over time, by phase, and the estimate narrowing. */
export function courseChart({ search, load }: Standing): Chart | undefined {
  const { probes } = search;
  const length = Math.max(0, ...probes.map(({ at, seconds }) => at + seconds));
  if (length === 0) return undefined;
  const bin = Math.max(1, Math.ceil(length / MOST_WINDOWS));
  const windows = Math.ceil(length / bin);
  const known = Array.from({ length: windows }, (_, i) =>
    runningAt(probes, (i * bin + Math.min((i + 1) * bin, length)) / 2),
  );
  const column = (of: (probe: Probe) => number | undefined) => known.map((probe) => (probe && of(probe)) ?? null);
  const estimated = probes.some(({ estimate }) => estimate);
  return {
    id: 'course',
    stack: 'course',
    height: 240,
    title: 'Course of the search',
    subtitle: 'requests/s asked for',
    description: `${effortText(search)}, between ${formatNumber(Math.min(...probes.map(({ rate }) => rate)))} and ${formatNumber(Math.max(...probes.map(({ rate }) => rate)))} requests/s${load ? `; it came to ${rangeText(load, search.tierRate)}` : ''}`,
    unit: 'per second',
    scale: 'linear',
    ceiling: Math.max(...probes.map(({ rate }) => rate)) * 1.1,
    x: { kind: 'time', bin, length },
    lines: [
      ...(estimated
        ? [
            {
              name: 'estimate, lower',
              ink: 's2',
              width: 1,
              edge: true,
              values: column(({ estimate }) => estimate?.lower ?? undefined),
            } as const,
            {
              name: 'estimate, upper',
              ink: 's2',
              width: 1,
              edge: true,
              fill: 'previous',
              values: column(({ estimate }) => estimate?.upper ?? undefined),
            } as const,
            { name: 'estimate', ink: 's2', width: 1.6, values: column(({ estimate }) => estimate?.value) } as const,
          ]
        : []),
      { name: 'rate', ink: 's1', width: 2, stepped: true, values: column(({ rate }) => rate) },
    ],
    limits: [],
    bands: phaseBands(probes),
    hatches: invalidHatches(probes),
    events: [],
    source: `${formatSpan(bin)} windows; ${effortText(search)}${estimated ? '; the band is the interval as it stood then' : ''}`,
  };
}

function runningAt(probes: readonly Probe[], second: number): Probe | undefined {
  return probes.find(({ at, seconds }) => at <= second && second < at + seconds);
}

/** Probes of one phase in a row as a band. */
export function phaseBands(probes: readonly Probe[]): Band[] {
  const bands: Band[] = [];
  for (const { phase, at, seconds } of probes) {
    const name = phaseWord(phase);
    const last = bands.at(-1);
    if (last?.name === name) bands[bands.length - 1] = { ...last, to: at + seconds };
    else bands.push({ name, from: at, to: at + seconds });
  }
  return bands;
}

/** Probes that prove nothing. */
export function invalidHatches(probes: readonly Probe[]): Hatch[] {
  return probes
    .filter(({ valid }) => !valid)
    .map(({ at, seconds }) => ({ name: 'does not count', short: '', from: at, to: at + seconds }));
}

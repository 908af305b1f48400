import type { SearchEnding } from '../../../src/capacity/search/outcome.ts';
import type { SearchSettings } from '../../../src/capacity/search/settings.ts';
import { wilsonInterval } from '../../../src/stats/distributions/binomial.ts';
import { mean, quantileOfSorted } from '../../../src/stats/moments.ts';
import type { Server } from './servers.ts';
import { searchOn } from './simulated-search.ts';

/** A share of the searches with its binomial interval (Wilson, each end at 95 %). */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly low: number;
  readonly high: number;
}

/** What some searches on one server came to: a row of the table. Errors and widths as ratios, load in seconds. */
export interface Row {
  readonly server: string;
  readonly searches: number;
  /** Of those with an interval; NaN of none. */
  readonly bias: number;
  /** Searches that came to no interval. */
  readonly without: number;
  readonly error: { readonly p50: number; readonly p90: number };
  readonly within3: Share;
  readonly covered: Share;
  /** lower bound more than 2 % above the truth */
  readonly overclaims: Share;
  /** lower bound above the truth at all */
  readonly above: Share;
  readonly halfWidth: number;
  readonly load: { readonly p50: number; readonly p90: number; readonly most: number };
  readonly replayed: Share;
}

/** Relative to the truth. */
export interface OneSearch {
  readonly error: number;
  readonly lower: number;
  readonly upper: number;
  readonly seconds: number;
  readonly replayed: boolean;
}

/** One search, relative to the truth; without an interval it is off by everything and covers nothing. */
export function oneSearch(server: Server, seed: number, given: Partial<SearchSettings> = {}): OneSearch {
  const { outcome } = searchOn(server, seed, given);
  return relative(outcome, server.truth, outcome.estimate?.replay?.used === true);
}

/** An ending relative to a truth. */
export function relative({ value, lower, upper, seconds }: SearchEnding, truth: number, replayed = false): OneSearch {
  const of = (rate: number | null) => (rate === null ? Number.POSITIVE_INFINITY : rate / truth);
  return { error: of(value) - 1, lower: of(lower), upper: upper === null ? 0 : of(upper), seconds, replayed };
}

/** A row of as many searches as seeds. */
export function rowOf(server: Server, seeds: readonly number[], given: Partial<SearchSettings> = {}): Row {
  return rowFrom(
    server.name,
    seeds.map((seed) => oneSearch(server, seed, given)),
  );
}

/** A row of searches that are done. */
export function rowFrom(name: string, all: readonly OneSearch[]): Row {
  const share = (holds: (search: OneSearch) => boolean) => shareOf(all, holds);
  const sorted = (of: (search: OneSearch) => number) => all.map(of).sort((a, b) => a - b);
  const errors = sorted(({ error }) => Math.abs(error));
  const loads = sorted(({ seconds }) => seconds);
  const found = all.filter(({ error }) => Number.isFinite(error));
  return {
    server: name,
    searches: all.length,
    bias: mean(found.map(({ error }) => error)),
    without: all.length - found.length,
    error: { p50: quantileOfSorted(errors, 0.5), p90: quantileOfSorted(errors, 0.9) },
    within3: share(({ error }) => Math.abs(error) <= 0.03),
    covered: share(({ lower, upper }) => lower <= 1 && upper >= 1),
    overclaims: share(({ lower }) => lower > 1.02),
    above: share(({ lower }) => lower > 1),
    halfWidth: quantileOfSorted(
      found.map(({ lower, upper }) => Math.log(upper / lower) / 2).sort((a, b) => a - b),
      0.5,
    ),
    load: { p50: quantileOfSorted(loads, 0.5), p90: quantileOfSorted(loads, 0.9), most: loads.at(-1)! },
    replayed: share(({ replayed }) => replayed),
  };
}

export function shareOf<T>(all: readonly T[], holds: (one: T) => boolean): Share {
  const count = all.filter(holds).length;
  return { count, of: all.length, ...wilsonInterval(count, all.length, 0.9) };
}

/** A share with its interval, in percent. */
export function shareText({ count, of, low, high }: Share): string {
  const percent = (ratio: number, digits = 0) => (100 * ratio).toFixed(digits);
  return `${percent(count / of, 1)} (${percent(low)}-${percent(high)})`;
}

/**
 * A row as a line of a Markdown table; shares with their intervals, and a dash where the searches without an interval
 * leave no number.
 */
export function rowText(row: Row): string {
  const percent = (ratio: number, digits = 2) => (Number.isFinite(ratio) ? (100 * ratio).toFixed(digits) : '–');
  const cells = [
    row.server,
    `${row.searches}`,
    `${row.bias >= 0 ? '+' : ''}${percent(row.bias)}${row.without > 0 ? ` (${row.without} without)` : ''}`,
    `${percent(row.error.p50)} / ${percent(row.error.p90)}`,
    shareText(row.within3),
    shareText(row.covered),
    `${shareText(row.overclaims)}, ${percent(row.above.count / row.above.of, 1)}`,
    percent(row.halfWidth),
    `${row.load.p50.toFixed(0)} / ${row.load.p90.toFixed(0)} / ${row.load.most.toFixed(0)}`,
    percent(row.replayed.count / row.replayed.of, 0),
  ];
  return `| ${cells.join(' | ')} |`;
}

export const ROW_HEADER = [
  '| server | searches | bias % | abs. error p50 / p90 % | within 3 % | covered | over by 2 %, any | h % | load s p50 / p90 / max | R % |',
  '|---|---|---|---|---|---|---|---|---|---|',
].join('\n');

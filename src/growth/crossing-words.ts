import { formatNumber } from '../units/format.ts';
import { dayAfter, parseDay } from '../units/months.ts';
import type { Demand } from './demand.ts';
import type { DemandCrossing } from './figures.ts';

/**
 * When a demand reaches a level, as a sentence about `it`: first when it is expected to, then, of what was estimated,
 * from when on it may (its p95). `level` is the level in words, `today` the day of the plan.
 */
export function crossingWords(demand: Demand, found: DemandCrossing, level: string, today: string): string {
  const { month, value, horizon } = found;
  const estimated = demand.kind === 'history';
  const date = (at: number) => `${dayAfter(parseDay(today)!, at)}, in ${formatNumber(at)} months`;
  const [now, most] = [demand.at(0).value, demand.at(0).p95].map((one) => `${formatNumber(one)} ${demand.unit}`);
  const looked = `for the ${formatNumber(horizon)} months looked at`;
  if (!estimated) {
    if (month === null) return `it stays below ${level} ${looked}`;
    return month === 0 ? `it is above ${level} already` : `it reaches ${level} on ${date(month)}`;
  }
  if (value === 0) return `it is above ${level} already: ${now} are expected now`;
  const expected =
    value === null ? `is expected to stay below ${level} ${looked}` : `is expected to reach ${level} on ${date(value)}`;
  if (month === null) return `it ${expected}, and so is its p95`;
  if (value !== null && date(value) === date(month)) return `it ${expected}, and so is its p95`;
  const may =
    month === 0
      ? `may be above already (${now} are expected now, and one time in twenty more than ${most})`
      : `may reach it as early as ${date(month)} (the p95 of demand)`;
  return `it ${expected}, and ${may}`;
}

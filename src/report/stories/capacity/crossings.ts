import { splitOf } from '../../../capacity/load-split.ts';
import type { Estimate } from '../../../result/estimates.ts';
import { type Block, columnsOf, type TableCell } from '../../blocks.ts';
import { needed, promised } from '../../rates.ts';
import { MOST_OPEN, rest } from '../run/comment.ts';
import { intervalWords, objectiveText, rangeText } from './sentences.ts';
import type { Standing } from './standing.ts';

/** The load at which an objective gives way. */
export interface Crossing {
  readonly name: string;
  readonly limit: string;
  /** `274 requests/s` of a `point`, else a bound in words: `not up to 320 requests/s`. */
  readonly at: string;
  readonly point: boolean;
  /** Empty where there is none. */
  readonly interval: string;
  /** Whether it is the first to give way. */
  readonly binds: boolean;
}

/** Each objective with the load at which it gives way; the smallest binds. */
export function crossingsOf(standing: Standing): Crossing[] {
  const { search: plan, crossings, binding } = standing.search;
  const first = crossings.flatMap((crossing) => crossing?.value ?? []).sort((a, b) => a - b)[0];
  return plan.objectives.map((objective, i) => {
    const crossing = crossings[i] ?? null;
    const words = crossing && intervalWords(crossing, standing.search.tierRate);
    return {
      name: objective.name,
      limit: objectiveText(objective),
      at: words ? `${words.value} requests/s` : (crossing && boundText(crossing)) || openText(standing, i, first),
      point: Boolean(words),
      interval: words ? `${words.lower} to ${words.upper}` : '',
      binds: objective.name === binding,
    };
  });
}

function boundText(crossing: Estimate): string {
  return crossing.lower || crossing.upper ? rangeText(crossing) : '';
}

/**
 * Where a crossing was not estimated: not below that of the objective that binds, else what the loads that were tried
 * say.
 */
function openText({ search }: Standing, i: number, binding: number | undefined): string {
  if (binding !== undefined) return `not below ${promised(binding)} requests/s`;
  const { objectives } = search.search;
  if (search.ended === 'alone' && objectives[i]!.name === search.binding) return 'without any load';
  if (search.ended === 'drifting') return 'not known';
  const { held, broke } = splitOf(
    search.points.map(({ rate, seconds, bad }) => ({ rate, seconds, held: (bad[i] ?? 0) <= objectives[i]!.allowed })),
  );
  if (broke === undefined) return held === undefined ? 'not known' : `not up to ${promised(held)} requests/s`;
  return held === undefined
    ? `below ${needed(broke)} requests/s`
    : `between ${promised(held)} and ${needed(broke)} requests/s`;
}

/** What a comment opens with: the load at which each objective gives way, the one that binds first. */
export function openCrossings(standing: Standing): Block[] {
  const sorted = crossingsOf(standing).sort((a, b) => Number(b.binds) - Number(a.binds));
  const rows = sorted
    .slice(0, MOST_OPEN)
    .map(({ name, limit, at, interval, binds }): TableCell[] => [
      `${name}${binds ? ' (binds)' : ''}`,
      limit,
      { value: at, interval },
    ]);
  return [
    { kind: 'table', table: { columns: columnsOf(['Objective', 'Limit', 'Gives way at']), rows } },
    ...rest(sorted),
  ];
}

/** The same on a terminal: rows that need no labels. */
export function shownCrossings(standing: Standing): Block[] {
  const rows = crossingsOf(standing).map(({ name, limit, at, point, interval, binds }) => [
    binds ? '> binds' : '',
    name,
    point ? `at ${at}` : at,
    interval ? `(${interval})` : '',
    limit,
  ]);
  return [{ kind: 'table', table: { columns: columnsOf(['', '', '', '', '']), rows, keeps: 3 } }];
}

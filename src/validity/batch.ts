import type { GeneratorCell } from '../metrics/generator/generator-cell.ts';
import { formatNumber, formatSeconds } from '../units/format.ts';
import { contention, health } from './judge.ts';
import { allowedLateness } from './suffered.ts';

/** A batch of a capacity search as its validity sees it. */
export interface OfferedBatch {
  /** iterations that came due, those of them without a free VU, and those that started */
  readonly arrivals: number;
  readonly dropped: number;
  /** actual minus scheduled start of those that started, added up, seconds */
  readonly late: number;
  /** Whether the VUs that were there could carry the rate with iterations as long as the limits allow. */
  readonly enoughUsers: boolean;
}

/**
 * The tail of the lateness is known two seconds late only; a mean so large a part of what the p99 may be says it
 * before.
 */
const MEAN_SHARE = 0.5;
const LEAST_STARTED = 30;

/**
 * Why a batch proves nothing: the generator was late, had too little CPU, or too few users. Undefined when nothing
 * speaks against it. `cell` holds the generator's lines of its seconds as far as they are known. Pure.
 */
export function doubtOfBatch(
  { arrivals, dropped, late, enoughUsers }: OfferedBatch,
  cell: GeneratorCell,
  cores: number,
  tightest: number | undefined,
  hostsTarget: boolean,
): string | undefined {
  const started = arrivals - dropped;
  const mean = started >= LEAST_STARTED ? late / started : 0;
  if (mean > MEAN_SHARE * allowedLateness(tightest))
    return `the generator fell behind its schedule: arrivals started ${formatSeconds(mean)} late on average`;
  if (dropped > 0 && !enoughUsers)
    return `${formatNumber(dropped)} arrivals were dropped with only ${formatNumber(cell.vusAllocated)} VUs, too few for this rate`;
  return doubtOfLoad(cell, cores, tightest, hostsTarget);
}

/**
 * Why some seconds of a search prove nothing, by the generator alone. A capacity needs calm: where the target shares
 * the machine, work that takes its CPUs takes capacity away, and no measurement of the generator's own would show it. A
 * target elsewhere does not feel it: what the generator suffered decides. Pure.
 */
export function doubtOfLoad(
  cell: GeneratorCell,
  cores: number,
  tightest: number | undefined,
  hostsTarget: boolean,
): string | undefined {
  const [reason] = health(null, cell, cores, tightest);
  return (reason ?? (hostsTarget ? contention(null, cell) : undefined))?.text;
}

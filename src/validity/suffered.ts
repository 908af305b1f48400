import type { GeneratorCell } from '../metrics/generator/generator-cell.ts';
import { bucketMiddle } from '../metrics/histogram/histogram.ts';

/** Ways of a request through the generator on which it may have to wait: to be sent, and to be read. */
const WAYS = 2;
/** The same ways through a target on the same machine. */
const WAYS_OF_BOTH = 4;

const MOST_PRESSURE = 0.2;
/** A mean over fewer seconds says more about their first one than about the run. */
const LEAST_SECONDS = 5;
/** A short burst hides in a mean: contended seconds may make up half of the share that a p95 tolerates. */
const MOST_CONTENDED = 0.025;
const LEAST_CONTENDED = 3;
/**
 * Of a stock k6 only the mean wait of its threads is known, over all the times that one of them was given a CPU. Most
 * of these cost no wait, so that the mean of a wake-up that matters is larger by this factor (docs/accuracy.md).
 */
const STOCK_FACTOR = 10;

/** Waits up to here are part of any undisturbed measurement, s. */
const LEAST_LATENESS = 0.01;
const LATENESS_SHARE = 0.1;

/** The lateness (s) that arrivals and timers may have under a tightest latency limit. */
export function allowedLateness(tightest: number | undefined): number {
  return Math.max(LEAST_LATENESS, LATENESS_SHARE * (tightest ?? 0));
}

/**
 * The q-quantile of the time (s) for which something that is ready in the generator waits for a CPU: of the canary, or
 * of a stock k6 by its threads' mean run-queue delay with an exponential tail. Undefined where neither was measured.
 */
export function waitOf(cell: GeneratorCell, q: number): number | undefined {
  if (cell.canary.count > 0) return cell.canary.quantile(q);
  if (cell.slices === 0) return undefined;
  const mean = (STOCK_FACTOR * cell.runDelaySum) / cell.slices;
  return -Math.log(Math.max(1 - q, 1 / cell.slices)) * mean;
}

/**
 * By how much (s), at most, waits for a CPU lengthened the q-quantile of something that had to wait in so many places:
 * by Bonferroni's inequality the sum of n waits exceeds n × their 1 − (1 − q)/n quantile with a probability of at most
 * 1 − q, however they hang together. Undefined where waits were not measured. Pure.
 */
export function inflationOf(cell: GeneratorCell, q: number, places: number): number | undefined {
  const wait = waitOf(cell, 1 - (1 - q) / places);
  return wait === undefined ? undefined : places * wait;
}

/** In how many places a request may have to wait. A target on the same machine waits for the same CPUs. */
export function placesOf(hostsTarget: boolean): number {
  return hostsTarget ? WAYS_OF_BOTH : WAYS;
}

/** How the CPUs of the machine were taken by other work (or by a target that shares it); undefined: they were not. */
export function contentionOf(cell: GeneratorCell): 'pressure' | 'contended' | undefined {
  const { pressure } = cell;
  if (pressure !== undefined && pressure > MOST_PRESSURE && cell.seconds >= LEAST_SECONDS) return 'pressure';
  return cell.contendedSeconds >= Math.max(LEAST_CONTENDED, MOST_CONTENDED * cell.seconds) ? 'contended' : undefined;
}

/**
 * The share of the time, 0..1, in which the CPUs had no time left or work waited for one; undefined where it was not
 * measured.
 */
export function contendedShare(cell: GeneratorCell): number | undefined {
  if (cell.busySeconds === 0 && cell.pressureSeconds === 0) return undefined;
  return Math.max(cell.contendedSeconds / cell.seconds, cell.pressure ?? 0);
}

/**
 * The share of the moments, 0..1, at which a request in so many places had to wait longer than what any measurement
 * contains.
 */
export function disturbedShare(cell: GeneratorCell, places: number): number {
  const { canary } = cell;
  let above = 0;
  for (const [index, count] of canary.histogram?.counts ?? [])
    if (bucketMiddle(index, canary.bits) > LEAST_LATENESS) above += count;
  return canary.count === 0 ? 0 : Math.min(1, (places * above) / canary.count);
}

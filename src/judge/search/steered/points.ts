import { type Batch, badOf, finishedOf, judgedOf, type RequestLog } from '../../../capacity/search/batch.ts';
import type { Interval } from '../../../capacity/search/interval.ts';
import type { Ask } from '../../../capacity/search/search-state.ts';
import type { LoadPoint, Probe } from '../../../result/capacity.ts';
import { minimumSamples } from '../../../stats/distributions/binomial.ts';
import { countBelow, quantileOfSorted } from '../../../stats/moments.ts';
import { byRate, probeOf } from '../probes.ts';
import type { SteeredSearch } from './steered-search.ts';

/** A batch with what was asked, and how long its requests lasted (seconds, sorted), where the engine says so. */
export interface Stretch {
  readonly ask: Ask;
  readonly batch: Batch;
  readonly doubt: string | undefined;
  readonly durations: Float64Array;
  /** As the search saw it when it asked for what came next, iterations per second. */
  readonly estimate: Interval | undefined;
}

/** The batches of a search with their requests, in order. */
export function stretchesOf(search: SteeredSearch): Stretch[] {
  const { batches, log } = search.evidence();
  const { states } = search.recorded();
  let estimate: Interval | undefined;
  return batches.map((batch, at) => {
    estimate = states[at + 1]?.latest ?? estimate;
    return { ask: search.asks[at]!, batch, doubt: search.doubt(at), durations: durationsOf(log, batch), estimate };
  });
}

/** The batches as probes of the result: requests per second, of `requests` an iteration. */
export function probesOf(stretches: readonly Stretch[], requests: number): Probe[] {
  const begun = stretches[0]?.batch.start ?? 0;
  return stretches.map((stretch) => {
    const { ask, batch, doubt, estimate } = stretch;
    return probeOf(measured([stretch], requests), {
      phase: ask.phase,
      at: batch.start - begun,
      seconds: batch.seconds,
      rate: batch.rate * requests,
      estimate: estimate && inRequests(estimate, requests),
      valid: batch.valid,
      note: doubt ?? null,
      objectives: batch.bad.length,
    });
  });
}

function inRequests({ value, lower, upper }: Interval, requests: number): Interval {
  return { value: value * requests, lower: lower * requests, upper: upper * requests };
}

/**
 * The valid batches at about one rate taken together; those in which a line was emptied show no load and are left out.
 */
export function loadPoints(stretches: readonly Stretch[], requests: number): LoadPoint[] {
  return groupsOf(stretches).flatMap((group) => measured(group, requests) ?? []);
}

/**
 * Those of the points that may stand for a steady state: in flight grew by no more than a twentieth of the arrivals.
 */
export function steadyPoints(stretches: readonly Stretch[], requests: number): LoadPoint[] {
  return groupsOf(stretches.filter(isSteady)).flatMap((group) => measured(group, requests) ?? []);
}

function isSteady({ batch }: Stretch): boolean {
  return Math.abs(batch.inFlightAtEnd - batch.inFlightAtStart) <= 5 + 0.05 * batch.arrivals;
}

function groupsOf(stretches: readonly Stretch[]): Stretch[][] {
  const shown = stretches.filter(({ ask, batch }) => batch.valid && ask.phase !== 'coast' && ask.phase !== 'stop');
  return byRate(shown, ({ batch }) => batch.rate);
}

/** Some batches together; undefined where nothing finished. */
function measured(group: readonly Stretch[], requests: number): LoadPoint | undefined {
  const sum = (of: (batch: Batch) => number) => group.reduce((total, { batch }) => total + of(batch), 0);
  const seconds = sum((batch) => batch.seconds);
  const finished = sum(finishedOf);
  if (seconds <= 0 || finished === 0) return undefined;
  const durations = merged(group.map((stretch) => stretch.durations));
  const at = (quantile: number) =>
    durations.length >= minimumSamples(quantile) ? quantileOfSorted(durations, quantile) : null;
  const { bad: objectives } = group[0]!.batch;
  const of = (objective: number) => sum((batch) => badOf(batch, objective));
  const judged = (objective: number) => sum((batch) => judgedOf(batch, objective));
  const bad = objectives.map((_, at) => of(at) / Math.max(1, judged(at)));
  // Requests of one objective may be others than those of the next: of all requests those are bad that one counts at
  // least.
  const badOfAll = objectives.map((_, at) => of(at) / Math.max(finished, judged(at)));
  const achieved = (sum((batch) => batch.departures) / seconds) * requests;
  const inFlight = sum((batch) => batch.secondsAt.reduce((total, time, n) => total + n * time, 0));
  return {
    rate: (sum((batch) => batch.rate * batch.seconds) / seconds) * requests,
    seconds,
    achieved,
    goodput: achieved * (1 - Math.max(0, ...badOfAll)),
    concurrency: inFlight / seconds,
    mean: sum((batch) => batch.lasted.reduce((total, time) => total + time, 0)) / finished,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    bad,
  };
}

function durationsOf(log: RequestLog | undefined, { start, seconds }: Batch): Float64Array {
  if (!log) return new Float64Array();
  const [from, to] = [start, start + seconds].map((moment) => countBelow(log.arrivals, moment));
  const durations = new Float64Array(to! - from!);
  for (let i = from!; i < to!; i++) durations[i - from!] = log.departures[i]! - log.arrivals[i]!;
  return durations.sort();
}

function merged(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Float64Array(parts.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.sort();
}

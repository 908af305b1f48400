import { badOf, finishedOf, type RequestLog } from '../../src/capacity/search/batch.ts';
import type { SearchOutcome } from '../../src/capacity/search/outcome.ts';
import { overloaded } from '../../src/capacity/search/phases/judgement.ts';
import { beginSearch, nextBatch } from '../../src/capacity/search/search.ts';
import type { Ask, SearchState } from '../../src/capacity/search/search-state.ts';
import { type SearchSettings, searchSettings } from '../../src/capacity/search/settings.ts';
import { analyzeUsl } from '../../src/capacity/usl.ts';
import type { LoadPoint, Probe, UslResult } from '../../src/result/capacity.ts';
import { quantileOfSorted } from '../../src/stats/moments.ts';
import type { Server } from '../capacity/simulator/servers.ts';
import { Simulation } from '../capacity/simulator/simulation.ts';

/** A search on a simulated server, in the documents' words. */
export interface SimulatedSearch {
  readonly settings: SearchSettings;
  /** Undefined where it was stopped. */
  readonly outcome: SearchOutcome | undefined;
  readonly probes: readonly Probe[];
  readonly points: readonly LoadPoint[];
  readonly usl: UslResult | null;
  readonly log: RequestLog;
  readonly load: number;
}

export interface Story {
  readonly settings?: Partial<SearchSettings>;
  /** Batches after which somebody stops it. */
  readonly stopAfter?: number;
  /** Requests/s beyond which the generator spoils a batch, or a limiter refuses. */
  readonly generatorLimit?: number;
  readonly rateLimit?: number;
  /** Told before each batch, so that a server may change. */
  readonly before?: (ask: Ask) => void;
}

type Batches = Simulation['batches'];

/** Runs the search as the pipeline does it, batch by batch; the replay is left out, since it costs seconds. */
export function simulated(server: Server, seed: number, story: Story = {}): SimulatedSearch {
  const settings = searchSettings({
    objectives: [{ name: 'API response', allowed: Number((1 - server.quantile).toPrecision(6)), limit: server.limit }],
    replay: false,
    ...story.settings,
  });
  const simulation = new Simulation(
    server,
    seed,
    settings.objectives.map(({ limit }) => limit ?? 1e9),
  );
  const batches = simulation.batches;
  const states: SearchState[] = [];
  let decision = beginSearch(settings);
  while (!decision.done && states.length < (story.stopAfter ?? Number.POSITIVE_INFINITY)) {
    const { rate, seconds, watched } = decision.ask;
    story.before?.(decision.ask);
    simulation.run(rate, seconds, watched ? overloaded : undefined);
    const batch = batches.at(-1)!;
    if (rate > (story.generatorLimit ?? Number.POSITIVE_INFINITY)) batch.valid = false;
    decision = nextBatch(settings, decision.state, { batches: batches.map((one) => limited(one, story.rateLimit)) });
    states.push(decision.state);
  }
  const seen = batches.map((one) => limited(one, story.rateLimit)) as Batches;
  const probes = seen.map((batch, i) => probeOf(batch, decision.state.asks[i]!, states[i], simulation.log));
  const points = pointsOf(probes);
  return {
    settings,
    outcome: decision.done ? decision.outcome : undefined,
    probes,
    points,
    usl: uslOf(points),
    log: simulation.log,
    load: seen.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/** A limiter lets so many requests a second pass and refuses the others. */
function limited(batch: Batches[number], rateLimit: number | undefined): Batches[number] {
  if (rateLimit === undefined || batch.rate <= rateLimit) return batch;
  const share = 1 - rateLimit / batch.rate;
  return {
    ...batch,
    bad: batch.bad.map(({ found }) => ({
      found: batch.found.map((all, n) => Math.min(all, (found[n] ?? 0) + Math.round(all * share))),
    })),
  };
}

function probeOf(batch: Batches[number], ask: Ask, state: SearchState | undefined, log: RequestLog): Probe {
  const finished = finishedOf(batch);
  const bad = batch.bad.map((_, objective) => (finished > 0 ? badOf(batch, objective) / finished : null));
  const achieved = batch.departures / batch.seconds;
  const lasted = Float64Array.from(latencies(log, batch.start, batch.start + batch.seconds)).sort();
  const at = (q: number, least: number) => (lasted.length >= least ? quantileOfSorted(lasted, q) : null);
  return {
    phase: ask.phase,
    at: batch.start,
    seconds: batch.seconds,
    rate: batch.rate,
    achieved,
    goodput: achieved * (1 - Math.max(0, ...bad.map((share) => share ?? 0))),
    concurrency: batch.secondsAt.reduce((sum, seconds, n) => sum + n * seconds, 0) / batch.seconds,
    mean: finished > 0 ? batch.lasted.reduce((sum, seconds) => sum + seconds, 0) / finished : null,
    p50: at(0.5, 10),
    p95: at(0.95, 60),
    p99: at(0.99, 299),
    bad,
    ...(state?.latest ? { estimate: state.latest } : {}),
    valid: batch.valid,
    note: batch.valid ? null : 'the generator could not keep to the rate',
  };
}

function latencies({ arrivals, departures }: RequestLog, from: number, to: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < arrivals.length; i++) {
    const arrival = arrivals[i]!;
    if (arrival >= from && arrival < to && departures[i]! >= arrival) found.push(departures[i]! - arrival);
  }
  return found;
}

/** Trials of about one rate together, weighted by time. */
function pointsOf(probes: readonly Probe[]): LoadPoint[] {
  const groups = new Map<number, Probe[]>();
  for (const probe of probes.filter(({ valid, phase, mean }) => valid && phase !== 'coast' && mean !== null)) {
    const key = Math.round(Math.log(probe.rate) / 0.05);
    groups.set(key, [...(groups.get(key) ?? []), probe]);
  }
  return [...groups.values()]
    .map((group) => {
      const seconds = group.reduce((sum, probe) => sum + probe.seconds, 0);
      const mean = (of: (probe: Probe) => number | null) =>
        group.reduce((sum, probe) => sum + (of(probe) ?? 0) * probe.seconds, 0) / seconds;
      const known = (of: (probe: Probe) => number | null) =>
        group.every((probe) => of(probe) !== null) ? mean(of) : null;
      return {
        rate: mean(({ rate }) => rate),
        seconds,
        achieved: mean(({ achieved }) => achieved),
        goodput: mean(({ goodput }) => goodput),
        concurrency: mean(({ concurrency }) => concurrency),
        mean: mean((probe) => probe.mean),
        p50: known(({ p50 }) => p50),
        p95: known(({ p95 }) => p95),
        p99: known(({ p99 }) => p99),
        bad: group[0]!.bad.map((_, i) => mean(({ bad }) => bad[i] ?? 0)),
      };
    })
    .sort((a, b) => a.rate - b.rate);
}

function uslOf(points: readonly LoadPoint[]): UslResult | null {
  const measured = points.map(({ concurrency, achieved }) => ({ concurrency, throughput: achieved }));
  if (new Set(measured.map(({ concurrency }) => concurrency)).size < 4) return null;
  const analyzed = analyzeUsl(measured, 'equal');
  if (!analyzed) return null;
  const { analysis, fit, intervals } = analyzed;
  const measuredTo = Math.max(...measured.map(({ concurrency }) => concurrency));
  const least = Math.min(...measured.map(({ concurrency }) => concurrency));
  const { sigma, kappa, lambda } = fit.coefficients;
  const at = (n: number) => (lambda * n) / (1 + sigma * (n - 1) + kappa * n * (n - 1));
  return {
    points: measured.map((point, i) => ({ ...point, residual: analysis.residuals[i]! })),
    sigma: analysis.sigma,
    kappa: analysis.kappa,
    lambda: analysis.lambda,
    peakConcurrency: analysis.peakConcurrency,
    peakThroughput: analysis.peakThroughput,
    curve: Array.from({ length: 41 }, (_, i) => {
      const concurrency = least + ((measuredTo - least) * i) / 40;
      const { lower, upper } = intervals.throughputAt(concurrency);
      const throughput = at(concurrency);
      return { concurrency, throughput, lower: lower ?? throughput, upper: upper ?? throughput };
    }),
    measuredTo,
    caveats: [...analysis.caveats],
  };
}

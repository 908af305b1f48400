import { searchEstimate } from '../../src/capacity/search/search-estimate.ts';
import { judge } from '../../src/judge/judge.ts';
import { findingId } from '../../src/objectives/finding-id.ts';
import { ownMeasure } from '../../src/objectives/result.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { CapacityResult } from '../../src/result/capacity.ts';
import type { Estimate, Estimates } from '../../src/result/estimates.ts';
import type { ReasonCode } from '../../src/result/reason.ts';
import type { Result } from '../../src/result/result.ts';
import { exponential, lognormal, mmc, type Server } from '../capacity/simulator/servers.ts';
import { eachOnce } from '../fixtures/once.ts';
import { fold, measured, recordOf, scriptPlan, TIERS } from '../fixtures/record.ts';
import { Engine } from '../fixtures/timeline.ts';
import { type SimulatedSearch, type Story, simulated } from './capacity-search.ts';
import type { Judged } from './fixtures.ts';

/** 8 slots of 25 ms, 320/s at most; p95 within 150 ms up to 281/s. */
const POOL = mmc('pool of 8', 8, 0.025, 0.15, 0.95);
/** Eight cores that all share and that cost each other something: throughput peaks. */
const CORES: Server = {
  name: 'eight cores',
  slots: 8,
  service: exponential(0.025),
  sharing: true,
  contention: 0.001,
  limit: 0.15,
  quantile: 0.95,
  truth: 275,
};

interface Case extends Story {
  readonly server: Server;
  readonly seed?: number;
  readonly tier?: keyof typeof TIERS | null;
  readonly limitedBy?: CapacityResult['limitedBy'];
}

const LONG = 'a very long name of an objective that goes on '.repeat(7);

const STORIES: Readonly<Record<string, () => Case>> = {
  'capacity found': () => ({ server: CORES, seed: 12 }),
  'capacity below the tier': () => ({ server: POOL, tier: 'large' }),
  'capacity wide': () => ({
    server: { ...POOL, service: lognormal(0.025, 3) },
    settings: { budget: 130 },
  }),
  'capacity ceiling': () => ({ server: POOL, settings: { maxRate: 240 }, limitedBy: 'max-rate' }),
  'capacity generator': () => ({
    server: POOL,
    generatorLimit: 245,
    limitedBy: 'generator',
    settings: { startRate: 30 },
  }),
  'capacity rate limited': () => ({
    server: POOL,
    rateLimit: 150,
    limitedBy: 'rate-limiting',
    settings: { budget: 240 },
  }),
  'capacity alone': () => ({ server: { ...POOL, limit: 0.02 }, limitedBy: 'objective' }),
  'capacity unstable': () => {
    let factor = 1;
    return {
      server: { ...POOL, slowdown: () => factor },
      before: ({ phase }) => {
        factor = phase === 'settle' || phase === 'confirm' ? 1.25 : 1;
      },
    };
  },
  'capacity drifting': () => ({
    server: { ...POOL, slowdown: (now) => (now < 345 ? 1 : 1.5) },
    settings: { precision: 0.001 },
    limitedBy: 'unknown',
  }),
  'capacity scaling': () => ({
    server: { ...POOL, slowdown: (now) => (now < 60 ? 1 : now < 350 ? 0.6 : 0.3) },
    settings: { precision: 0.001 },
    limitedBy: 'scaling',
  }),
  'capacity collapsing': () => ({ server: { ...CORES, contention: 0.01 }, limitedBy: 'objective' }),
  'capacity interrupted': () => ({ server: POOL, stopAfter: 3, limitedBy: 'unknown' }),
  'capacity without a tier': () => ({
    server: POOL,
    tier: null,
    settings: {
      objectives: [
        { name: 'API response', allowed: 0.05, limit: 0.15 },
        { name: 'worst case', allowed: 0.01, limit: 0.25 },
        { name: 'errors', allowed: 0.01 },
      ],
    },
  }),
  'capacity long names': () => ({
    server: POOL,
    settings: {
      objectives: [
        { name: `${LONG}one`, allowed: 0.05, limit: 0.15 },
        { name: '<script>window.pwn=1</script> | `x` @team', allowed: 0.01, limit: 0.3 },
      ],
    },
  }),
};

/** Searches on simulated servers, in every way in which they may end; each is made once. */
export const CAPACITY_CASES: Readonly<Record<string, () => Judged>> = eachOnce(
  Object.fromEntries(Object.entries(STORIES).map(([name, story]) => [name, () => judged(story())])),
);

function judged(story: Case): Judged {
  const { server, seed = 11, tier = 'medium', limitedBy = 'objective' } = story;
  const search = simulated(server, seed, story);
  const rate = tier === null ? null : TIERS[tier].rate;
  const plan: Plan = {
    ...scriptPlan(null),
    scenario: 'checkout',
    profile: 'capacity',
    tier,
    base: rate === null ? null : { kind: 'rate', value: rate },
    arrivals: 'poisson',
    requestsPerIteration: 2,
  };
  const record = {
    ...recordOf(plan, []),
    tiers: Object.values(TIERS).map(({ name, rate: of }) => ({ name, rate: of })),
  };
  const engine = timelineOf(search).end();
  const { result, series } = judge(
    record,
    fold(record, search.outcome ? engine.close() : engine.close('aborted', 'stopped by SIGINT')),
  );
  const capacity = capacityOf(search, limitedBy, rate);
  const estimates = estimatesOf(search, capacity);
  const objectives = linesOf(capacity, estimates.maxSustainableLoad);
  const found = validityOf(capacity, estimates.maxSustainableLoad);
  const early = result.validity.reasons.filter(({ code }) => code === 'ended-early');
  const reasons = [...early, ...found.reasons];
  const validity = { status: reasons.length > 0 ? 'inconclusive' : 'valid', reasons } as const;
  const critical = objectives.some(({ required, zone }) => required && zone === 'critical');
  const verdict = validity.status === 'inconclusive' ? 'inconclusive' : critical ? 'critical' : 'met';
  return { result: { ...result, kind: 'search', estimates, capacity, objectives, validity, verdict }, series };
}

/**
 * As the judge of a search has them: that the lower bound carries the tier's rate, and the objectives over its hold.
 */
function linesOf({ search, tierRate, confirmation }: CapacityResult, load: Estimate | undefined): Result['objectives'] {
  const common = {
    source: 'search' as const,
    stage: null,
    window: null,
    marginal: false,
    note: null,
    critical: null,
    counts: true,
    severity: 'critical',
  } as const;
  const held = search.objectives.map((objective, i) => {
    const actual = confirmation?.bad[i] ?? null;
    return {
      ...common,
      id: findingId('search', 'held', objective.name),
      name: `${objective.name}, bad requests`,
      zone:
        confirmation?.held == null
          ? ('no-data' as const)
          : confirmation.held
            ? ('met' as const)
            : ('critical' as const),
      actual,
      lower: null,
      upper: null,
      target: { op: '<=' as const, value: objective.allowed },
      unit: 'ratio' as const,
      samples: confirmation ? Math.round(confirmation.rate * confirmation.seconds) : 0,
      measure: ownMeasure('held', `bad of ${objective.measure.text}`),
      required: false,
      note: actual === null ? 'the lower bound was not held' : 'while the lower bound was held',
    };
  });
  if (tierRate === null) return held;
  const lower = load?.lower ?? null;
  const carries = {
    ...common,
    id: 'search/carries',
    name: `carries the tier's ${tierRate} requests/s`,
    zone: lower === null ? ('no-data' as const) : lower >= tierRate ? ('met' as const) : ('critical' as const),
    actual: lower,
    lower,
    upper: load?.upper ?? null,
    target: { op: '>=' as const, value: tierRate },
    unit: 'per second' as const,
    samples: 40_000,
    measure: ownMeasure('carries', 'lower bound of the max sustainable load'),
    required: true,
  };
  return [carries, ...held];
}

function validityOf({ ended, confirmation, tierRate }: CapacityResult, load: Estimate | undefined): Result['validity'] {
  const lower = load?.lower ?? null;
  const known = lower !== null && ((load?.upper ?? null) !== null || (tierRate !== null && lower >= tierRate));
  const doubt = (code: ReasonCode, text: string, next: string): Result['validity'] => ({
    status: 'inconclusive',
    reasons: [{ id: `invalid/${code}`, code, stage: null, text, next }],
  });
  if (ended === 'drifting')
    return doubt('capacity-drifted', 'the capacity changed while it was measured', 'look for what changed');
  if (confirmation?.held === false)
    return doubt('unstable', `the lower bound failed its confirmation ${confirmation.failures} times`, 'search again');
  if (known) return { status: 'valid', reasons: [] };
  if (ended === 'alone') return doubt('no-rate', 'no rate meets the objectives', 'look at one request alone');
  return doubt('no-interval', 'the search ended before it had an interval', 'search again with a longer --budget');
}

/** Nothing on a network is faster, though a simulated service may be. */
const FASTEST = 2e-4;

/** The requests of the simulation as an engine tells them, by the second in which they ended. */
function timelineOf({ log, probes }: SimulatedSearch): Engine {
  const engine = new Engine().hello().mark(0);
  const end = Math.ceil(Math.max(...probes.map(({ at, seconds }) => at + seconds)));
  const bySecond = Array.from({ length: end }, () => [] as number[]);
  for (let i = 0; i < log.arrivals.length; i++) {
    const second = Math.floor(log.departures[i]!);
    if (second >= 0 && second < end) bySecond[second]!.push(Math.max(FASTEST, log.departures[i]! - log.arrivals[i]!));
  }
  for (const [s, latencies] of bySecond.entries())
    engine
      .requests(s, { latencies, name: '/cart', iterations: Math.round(latencies.length / 2) })
      .arrivals(s, latencies.length);
  return engine;
}

function capacityOf(
  search: SimulatedSearch,
  limitedBy: CapacityResult['limitedBy'],
  tierRate: number | null,
): CapacityResult {
  const { settings, outcome, probes, points, usl, load } = search;
  const estimate = outcome && searchEstimate(outcome, settings);
  const binding = outcome?.objective ?? null;
  const held = probes.filter(({ phase }) => phase === 'confirm');
  const lower = outcome?.lower ?? null;
  const share = (i: number) =>
    held.length === 0 ? null : held.reduce((sum, { bad }) => sum + (bad[i] ?? 0), 0) / held.length;
  return {
    search: {
      method: 'steered',
      objectives: settings.objectives.map(({ name, allowed, limit }) => ({
        name,
        measure:
          limit === undefined
            ? measured('http_req_failed', 'rate')
            : measured('request_time', `p${Math.round((1 - allowed) * 1000) / 10}`),
        target: { op: '<', value: limit ?? allowed },
        unit: limit === undefined ? 'ratio' : 'seconds',
        allowed,
        limit: limit ?? null,
      })),
      startRate: settings.startRate,
      maxRate: Number.isFinite(settings.maxRate) ? settings.maxRate : 10_000,
      precision: settings.precision,
      budget: 600,
      loadBudget: settings.budget,
      confirm: settings.confirmSeconds,
      resumes: null,
    },
    ended: outcome?.reason ?? 'stopped',
    load,
    elapsed: load + 12,
    secondsNeeded: outcome?.secondsNeeded ?? null,
    limitedBy,
    binding: binding === null || limitedBy === 'rate-limiting' ? null : settings.objectives[binding]!.name,
    crossings: settings.objectives.map((_, i) => (i === binding && estimate?.value ? estimate : null)),
    confirmation:
      lower === null || held.length === 0
        ? null
        : {
            rate: held.at(-1)!.rate,
            seconds: settings.confirmSeconds,
            held: outcome!.confirmation.held,
            failures: outcome!.confirmation.failures,
            bad: settings.objectives.map((_, i) => share(i)),
          },
    tierRate,
    requestsPerIteration: 2,
    probes: [...probes],
    points: [...points],
    usl,
  };
}

function estimatesOf({ outcome, settings, points, probes }: SimulatedSearch, { limitedBy }: CapacityResult): Estimates {
  const load = outcome && searchEstimate(outcome, settings);
  const known = load && { ...load, ...boundsOf(points, probes, limitedBy) };
  const at = load?.value ?? null;
  if (!known) return {};
  if (at === null) return { maxSustainableLoad: known };
  const nearest = points.reduce((a, b) => (Math.abs(b.rate - at) < Math.abs(a.rate - at) ? b : a));
  const knee = points.reduce((a, b) => (b.goodput / b.mean > a.goodput / a.mean ? b : a));
  const i = points.indexOf(knee);
  return {
    maxSustainableLoad: known,
    knee: {
      value: knee.rate,
      lower: points[i - 1]?.rate ?? null,
      upper: points[i + 1]?.rate ?? null,
      confidence: null,
      unit: 'requests/s',
      basis: 'the load of highest goodput over response time (Kleinrock’s power) among those tried',
      caveats: [],
    },
    concurrency: {
      value: nearest.concurrency,
      lower: null,
      upper: null,
      confidence: null,
      unit: 'requests',
      basis: 'Little’s law at the nearest load tried',
      caveats: [],
    },
  };
}

/** What the pipeline knows and the search does not: how far it was held while the generator, or a limiter, allowed. */
function boundsOf(
  points: SimulatedSearch['points'],
  probes: SimulatedSearch['probes'],
  limitedBy: CapacityResult['limitedBy'],
): Partial<Estimate> {
  if (limitedBy === 'generator')
    return { lower: Math.max(...probes.filter(({ valid }) => valid).map(({ rate }) => rate)) };
  if (limitedBy !== 'rate-limiting') return {};
  const rates = (held: boolean) => points.filter(({ bad }) => bad[0]! <= 0.05 === held).map(({ rate }) => rate);
  const upper = Math.min(...rates(false));
  return { lower: Math.max(...rates(true).filter((rate) => rate < upper)), upper };
}

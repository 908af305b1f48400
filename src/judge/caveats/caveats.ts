import { METRICS } from '../../metrics/catalogue.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { ObjectiveResult } from '../../objectives/result.ts';
import { decides } from '../../objectives/severity.ts';
import { can } from '../../plan/abilities.ts';
import type { Measurement } from '../../plan/measurement.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Provenance } from '../../result/record.ts';
import type { Disturbance, StageResult, Validity } from '../../result/result.ts';
import type { Caveat, CaveatCode } from '../../result/vocabulary.ts';
import { CUT_OFF_REQUESTS, olderThan, unansweredAge } from '../../slo/missing/cut-off.ts';
import { formatNumber, formatRatio, formatSeconds, formatSpan } from '../../units/format.ts';
import { SUCCESSES } from '../layout.ts';
import { notFollowed, redirected } from '../lines/redirects.ts';
import { stalled, unaccounted } from './accounting.ts';
import { belowTierCaveat } from './below-tier.ts';
import { blockedHosts, unverified } from './connections.ts';
import { manyNames } from './many-names.ts';
import { monitorGaps } from './monitor-gaps.ts';
import { isRateLimited, shareLimited } from './rate-limit.ts';
import { transientsOf } from './transients.ts';

export interface CaveatSources {
  readonly engine: Provenance['engine'];
  readonly plan: Plan;
  readonly timeline: Timeline;
  readonly objectives: readonly ObjectiveResult[];
  readonly stages: readonly StageResult[];
  readonly validity: Validity;
  /** Over the parts on which the verdict rests. */
  readonly disturbance: Disturbance;
  readonly measurement: Measurement;
}

const MOST_RATIO_ERROR = 0.05;
const MOST_DURATION_DIFFERENCE = 0.05;

/** Everything a careful reader must know beside the verdict; each rule is a named function. */
export function caveatsOf(given: Omit<CaveatSources, 'plan' | 'timeline'>): Caveat[] {
  const { plan, timeline } = given.measurement;
  const findings = { ...given, plan, timeline };
  return [
    scaled,
    endedWhenSure,
    belowTheTier,
    evenPacing,
    noLateness,
    customMetrics,
    otherVersion,
    marginal,
    droppedCounted,
    cutOffCounted,
    stalled,
    unaccounted,
    redirected,
    notFollowed,
    requestsPerIteration,
    connectTime,
    invalidStages,
    disturbed,
    noObjectives,
    endedSilences,
    rateLimited,
    passedBy,
    manyNames,
    unverified,
    blockedHosts,
    invalidSamples,
    monitorGaps,
    told('clock', 'clock-stepped'),
    told('reader', 'reader-late'),
    told('teardown', 'teardown-failed'),
    told('summary', 'summary-failed'),
  ].flatMap((rule) => rule(findings) ?? []);
}

type Rule = (findings: CaveatSources) => Caveat | undefined;

const scaled: Rule = ({ plan }) =>
  plan.timeScale === 1
    ? undefined
    : {
        code: 'time-scaled',
        text: `stages were scaled to ${formatNumber(plan.timeScale)} of their length; such a run makes no capacity claim`,
      };

const endedWhenSure: Rule = ({ stages }) => {
  const short = stages.find(({ untilSure }) => untilSure?.settled);
  return (
    short && {
      code: 'until-sure',
      text: `the load was ended after ${formatSpan(short.to - short.from)} of ${formatSpan(short.untilSure!.planned)}, when the verdict of every objective was settled (--until-sure); what comes later in a longer load was not seen`,
    }
  );
};

const belowTheTier: Rule = ({ plan, stages }) => belowTierCaveat(plan, stages);

const evenPacing: Rule = ({ plan, engine }) =>
  plan.arrivals === 'even'
    ? {
        code: 'pacing-even',
        text: `arrivals were evenly spaced${can(engine).poisson ? '' : ', as a stock k6 has no others'}, which flatters the target: the highest rate within a latency limit comes out 2-11 % higher than under independent users, who arrive at random, and far higher where requests are served one at a time`,
      }
    : undefined;

const noLateness: Rule = ({ engine }) =>
  !can(engine).accountArrivals
    ? {
        code: 'no-lateness',
        text: 'a stock k6 does not say how late arrivals started, nor what began and was never answered: whether the generator kept up was judged by its threads’ waits for a CPU alone, and requests that hang are seen only where users stand still',
      }
    : undefined;

/** The types of custom metrics are not in the csv of a stock k6, and their values have six decimals there. */
const customMetrics: Rule = ({ engine, timeline }) => {
  if (can(engine).typeMetrics) return undefined;
  const untyped = Object.entries(timeline.end?.untyped ?? {});
  const typed = timeline.series.map(({ series }) => series.metric).filter((metric) => !METRICS.has(metric));
  const parts = [
    ...(typed.length > 0
      ? [`typed by k6's end-of-test summary, values rounded to six decimals: ${[...new Set(typed)].sort().join(', ')}`]
      : []),
    ...untyped.map(
      ([metric, samples]) => `left out, since no summary told the type: ${metric} (${formatNumber(samples)} samples)`,
    ),
  ];
  return parts.length > 0 ? { code: 'custom-metric-types', text: `custom metrics ${parts.join('; ')}` } : undefined;
};

const otherVersion: Rule = ({ engine }) =>
  /^v?2\./.test(engine.k6)
    ? undefined
    : {
        code: 'k6-version',
        text: `measured with k6 ${engine.k6}, allowed by --allow-k6-version: loadkit knows k6 v2`,
      };

/** Not of a smoke run: it asks whether the thing works at all, and its few samples are always close to a limit. */
const marginal: Rule = ({ plan, objectives }) => {
  if (plan.profile === 'smoke') return undefined;
  const names = [...new Set(objectives.filter((o) => o.counts && o.marginal).map((o) => o.name))];
  return names.length > 0
    ? {
        code: 'marginal',
        text: `too close to a limit to be sure of the zone (95 % interval straddles it): ${names.join(', ')}`,
      }
    : undefined;
};

const droppedCounted: Rule = ({ plan, measurement, stages }) => {
  const targets = plan.stages.filter((stage) => measurement.arrivals(stage)?.targets).map((stage) => stage.name);
  const dropped = stages.filter((stage) => (stage.dropped ?? 0) > 0 && targets.includes(stage.name));
  return dropped.length > 0
    ? {
        code: 'dropped-counted-bad',
        text: `arrivals for which the target left no user free count as bad: ${dropped.map((s) => `${formatNumber(s.dropped)} in ${s.name}`).join(', ')}`,
      }
    : undefined;
};

const cutOffCounted: Rule = ({ timeline, measurement }) => {
  const { count } = olderThan(timeline.total(CUT_OFF_REQUESTS), unansweredAge(measurement));
  return count > 0
    ? {
        code: 'cut-off-counted-bad',
        text: `requests that were cut off after the target had held them longer than any answer took count as bad: ${formatNumber(count)}, the oldest after ${formatSeconds(timeline.total(CUT_OFF_REQUESTS)?.max)}`,
      }
    : undefined;
};

/**
 * Where the load is what the verdict rests on: beyond it, refused requests cut iterations short, which is the target's
 * doing.
 */
const requestsPerIteration: Rule = ({ plan, timeline }) => {
  // Its rates are in requests as they were made.
  if (plan.profile === 'capacity') return undefined;
  const planned = plan.requestsPerIteration;
  const counted = plan.stages.filter((stage) => stage.counts).map((stage) => stage.name);
  const of = (metric: string) => timeline.judged({ metric, where: {} }, counted)?.sum ?? 0;
  const iterations = of('iterations');
  const measured = of('http_reqs') / iterations;
  if (planned === null || iterations === 0 || Math.abs(measured / planned - 1) <= MOST_RATIO_ERROR) return undefined;
  // At the ends of a judged part every user's iteration may lie half inside, half outside.
  const cut = counted.reduce((sum, name) => sum + (timeline.generatorIn(name)?.vus ?? 0), 0);
  if (Math.abs(measured - planned) * iterations <= planned * (cut + counted.length)) return undefined;
  return {
    code: 'requests-per-iteration',
    text: `an iteration made ${formatNumber(measured)} requests, not ${formatNumber(planned)} as planned${plan.arrivals === null ? '' : ': rates are off by as much'}`,
  };
};

const connectTime: Rule = ({ timeline }) => {
  const whole = timeline.total(SUCCESSES);
  const part = timeline.total({ ...SUCCESSES, metric: 'http_req_duration' });
  const [a, b] = [whole?.quantile(0.95), part?.quantile(0.95)];
  if (!a || !b || a / b - 1 <= MOST_DURATION_DIFFERENCE) return undefined;
  return {
    code: 'durations-differ',
    text: `waiting for connections is part of what users feel: p95 of request_time is ${formatSeconds(a)}, of http_req_duration alone ${formatSeconds(b)}`,
  };
};

const invalidStages: Rule = ({ stages }) => {
  const invalid = stages.filter((stage) => !stage.valid && !stage.counts);
  if (invalid.length === 0) return undefined;
  return {
    code: 'stage-invalid',
    text: `beyond the verdict, not to be believed: ${invalid.map((stage) => stage.name).join(', ')} (${invalid[0]!.reasons[0]})`,
  };
};

/**
 * Where nothing can be believed the reasons say why; of a search every batch is judged by itself (validity/batch.ts).
 */
const disturbed: Rule = ({ plan, disturbance, validity }) => {
  const { p50, p95, contended } = disturbance;
  if (!disturbance.disturbed || validity.status !== 'valid' || plan.profile === 'capacity') return undefined;
  const suffered =
    p95 === null
      ? []
      : [
          `waits for a CPU may have lengthened the median by up to ${formatSeconds(p50)}, the p95 by up to ${formatSeconds(p95)}`,
        ];
  const shared = disturbance.shared
    ? [`the target shares the machine, whose CPUs were taken ${formatRatio(contended)} of the time`]
    : [];
  return {
    code: 'disturbed',
    text: `other work disturbed the measurement: ${[...suffered, ...shared].join('; ')}. That only makes latency and errors look worse: what is met stands`,
  };
};

const noObjectives: Rule = ({ objectives }) => {
  const stated = objectives.filter(({ source }) => source !== 'default' && source !== 'profile');
  if (objectives.length === 0 || stated.some(decides)) return undefined;
  const why =
    stated.length === 0
      ? 'no objective is configured: judged only by failed requests and checks; add objectives to loadkit.config.yaml'
      : 'every objective is a warning or silenced: only failed requests and checks can fail this run; state one that is critical';
  return { code: 'no-objectives', text: why };
};

/** Somebody wanted to be told again from that day on. */
function endedSilences({ objectives }: CaveatSources): Caveat[] {
  const ended = new Map(objectives.flatMap(({ name, silence }) => (silence?.ended ? [[name, silence] as const] : [])));
  return [...ended].map(([name, { reason, until }]) => ({
    code: 'silence-ended',
    subject: name,
    text: `the silence of ${name} ended on ${until} (${reason}): it is judged as any other`,
  }));
}

const passedBy = ({ measurement, plan }: CaveatSources): Caveat[] =>
  plan.profile === 'capacity' ? [] : transientsOf(measurement).map((told) => ({ code: 'transient', ...told }));

const rateLimited: Rule = ({ timeline }) =>
  isRateLimited(timeline)
    ? {
        code: 'rate-limited',
        text: `the target limited the rate: ${formatRatio(shareLimited(timeline))} of requests got status 429`,
      }
    : undefined;

const invalidSamples: Rule = ({ timeline }) =>
  (timeline.end?.invalid ?? 0) > 0
    ? {
        code: 'invalid-samples',
        text: `${formatNumber(timeline.end?.invalid)} samples were no numbers and were left out`,
      }
    : undefined;

/**
 * What the run itself noted of its time, or of what the script does after the load; the service is not to blame for it.
 */
function told(kind: string, code: CaveatCode): Rule {
  return ({ timeline }) => {
    const events = timeline.events.filter((event) => event.kind === kind);
    return events.length > 0 ? { code, text: events.map(({ text }) => text).join('; ') } : undefined;
  };
}

import type { StopRule } from '../../config/stop-when.ts';
import { formatWhere, type Location } from '../../errors.ts';
import { Histogram } from '../../metrics/histogram/histogram.ts';
import type { FrameLine, GeneratorLine, TimelineLine } from '../../metrics/lines/lines.ts';
import type { Plan } from '../../plan/plan.ts';
import { loadAt } from '../../plan/stages.ts';
import { minimumSamples } from '../../stats/distributions/binomial.ts';
import { formatNumber, formatRatio, formatSeconds, formatSpan } from '../../units/format.ts';

/** Fewer requests than this say nothing of a share. */
const LEAST_REQUESTS = 30;
/** A rule is looked at over this long at least, seconds, however short a time-scale makes its own time. */
const SHORTEST = 2;
/** A ramp reaches its load but for rounding. */
const ROUNDING = 1 + 1e-9;

export interface KillSwitchInput {
  readonly rules: readonly StopRule[];
  /** Where the project states them; undefined of the default. */
  readonly stated: Location | undefined;
  readonly plan: Plan;
  /** The engine's second at which the scenario began. */
  readonly offset: () => number;
}

/** What became of the requests of one second. */
interface Second {
  requests: number;
  failed: number;
  readonly latency: Histogram;
}

/**
 * Says, line by line as they come, why a run must not go on: a rule of `safety.stopWhen` holds over all of its time,
 * with requests enough to say so. The default rule leaves load beyond the tier's own alone, and the recovery after it:
 * profiles that overload a service, and searches, ask what becomes of it then.
 */
export function killSwitch({
  rules,
  stated,
  plan,
  offset,
}: KillSwitchInput): (line: TimelineLine) => string | undefined {
  const watched = rules.filter((rule) => !(rule.byDefault && plan.profile === 'capacity'));
  const spans = watched.map((rule) => Math.max(SHORTEST, Math.round(rule.for * plan.timeScale)));
  const longest = Math.max(0, ...spans);
  const read = frameReader();
  const seconds = new Map<number, Second>();
  let own = 0; // seconds in a row, to the last one, of load that the tier itself has
  let last = -1;

  return (line) => {
    if (watched.length === 0) return undefined;
    read(line, (s) => secondOf(seconds, s));
    if (line.t !== 'gen') return undefined;
    own = isOwnLoad(plan, line.s - offset()) ? own + line.s - last : 0;
    last = line.s;
    for (const s of seconds.keys()) if (s <= line.s - longest) seconds.delete(s);
    for (const [at, rule] of watched.entries()) {
      const span = spans[at]!;
      if (rule.byDefault ? own < span : line.s + 1 < span) continue;
      const found = holds(
        rule,
        [...seconds].flatMap(([s, second]) => (inside(s, line, span) ? [second] : [])),
      );
      if (found) return `${wordsOf(rule, span, stated)}: ${found} in the last ${formatSpan(span)}; the load was ended`;
    }
    return undefined;
  };
}

function inside(s: number, { s: now }: GeneratorLine, span: number): boolean {
  return s > now - span && s <= now;
}

function secondOf(seconds: Map<number, Second>, s: number): Second {
  const known = seconds.get(s) ?? { requests: 0, failed: 0, latency: new Histogram() };
  seconds.set(s, known);
  return known;
}

/** Whether the load at a moment is one that the tier itself has; a plain script's always is. */
function isOwnLoad({ stages, base }: Plan, at: number): boolean {
  const stage = stages.find(({ from, to }) => at >= from && at < to);
  if (!stage || base === null) return stages.length === 0;
  if (stage.role === 'spike' || stage.role === 'recovery') return false;
  return (loadAt(stages, at) ?? 0) <= base.value * ROUNDING;
}

/** Adds what frames tell of requests to their seconds. */
function frameReader(): (line: TimelineLine, secondAt: (s: number) => Second) => void {
  const kinds = new Map<number, 'failed' | 'latency' | 'grpc' | 'grpc-failed'>();
  const addFrame = ({ s, d }: FrameLine, secondAt: (s: number) => Second) => {
    for (const [id, count, ...values] of d) {
      const kind = kinds.get(id);
      if (kind === undefined) continue;
      const second = secondAt(s);
      if (kind === 'latency') {
        second.latency.addEncoded(values[3] as readonly number[]);
        continue;
      }
      second.requests += count;
      if (kind === 'failed') second.failed += values[0] as number;
      if (kind === 'grpc-failed') second.failed += count;
    }
  };
  return (line, secondAt) => {
    if (line.t === 'frame') addFrame(line, secondAt);
    if (line.t !== 'series') return;
    const { id, metric, tags } = line;
    if (metric === 'http_req_failed') kinds.set(id, 'failed');
    if (metric === 'request_time' && tags['expected_response'] !== 'false') kinds.set(id, 'latency');
    if (metric === 'grpc_req_duration') kinds.set(id, (tags['status'] ?? '0') === '0' ? 'grpc' : 'grpc-failed');
  };
}

/** What a rule found, in words; undefined where it does not hold, or too little is known. */
function holds({ of, quantile, op, limit }: StopRule, seconds: readonly Second[]): string | undefined {
  const beyond = (value: number) => (op === '>' ? value > limit : value >= limit);
  if (of === 'errors' || quantile === null) {
    const sum = (key: 'requests' | 'failed') => seconds.reduce((total, second) => total + second[key], 0);
    const [requests, failed] = [sum('requests'), sum('failed')];
    if (requests < LEAST_REQUESTS || !beyond(failed / requests)) return undefined;
    return `${formatRatio(failed / requests)} of ${formatNumber(requests, 6)} requests failed`;
  }
  const latency = new Histogram();
  for (const second of seconds) latency.merge(second.latency);
  const value = latency.quantile(quantile);
  if (value === undefined || latency.total < minimumSamples(quantile) || !beyond(value)) return undefined;
  return `it was ${formatSeconds(value)} over ${formatNumber(latency.total, 6)} requests`;
}

function wordsOf({ text, byDefault }: StopRule, span: number, stated: Location | undefined): string {
  const place = byDefault ? 'the default of safety.stopWhen' : formatWhere(stated ?? { path: 'safety.stopWhen' });
  return `kill switch ${text} for ${formatSpan(span)} (${place})`;
}

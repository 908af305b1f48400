import type { Limit, Objective } from '../config/objective.ts';
import { LATENCY_METRICS } from '../metrics/latency.ts';
import { selectorKey, type Where } from '../metrics/selector.ts';
import type { SearchedObjective } from '../result/capacity.ts';

/** What of some objectives a search can look for; those that it cannot, with a sentence for each. */
export interface Searchable {
  readonly searched: readonly SearchedObjective[];
  readonly others: readonly Objective[];
  readonly left: readonly string[];
}

/**
 * Objectives as shares of bad requests: "quantile q within the limit" allows 1 − q of all requests to last longer (or to
 * fail), an error rate allows its limit. Targets count, critical limits do not. The counts by number in flight know of each
 * request how long it lasted and whether it failed, so that everything else cannot be searched.
 */
export function searchable(objectives: readonly Objective[]): Searchable {
  const searched: SearchedObjective[] = [];
  const others: Objective[] = [];
  const left: string[] = [];
  for (const objective of objectives) {
    const found = read(objective);
    if (typeof found !== 'string') {
      const same = searched.some(({ allowed, limit }) => allowed === found.allowed && limit === found.limit);
      if (!same) searched.push(found);
    } else if (objective.source !== 'profile') {
      others.push(objective);
      left.push(`${objective.name} is not searched: ${found}`);
    }
  }
  return { searched, others, left };
}

/** The objective as the search sees it, or why it cannot. */
function read(objective: Objective): SearchedObjective | string {
  const { measure, target } = objective;
  if (measure.kind === 'monitor') return 'it is about a monitor, not about requests';
  if (Object.keys(measure.where).length > 0) return 'it is about some of the requests only';
  if (!target) return 'it has no target';
  if (measure.kind === 'ratio') return ofRatio(objective, target, measure.part);
  if (LATENCY_METRICS.has(measure.metric)) return ofLatency(objective, target, measure.stat);
  if (measure.metric === 'http_req_failed' && measure.stat === 'rate')
    return target.op.startsWith('<')
      ? withShare(objective, target, `${measure.metric} rate`, target.value)
      : 'it is no limit to failures';
  return `${measure.metric} is not counted by number in flight`;
}

function ofLatency(objective: Objective, target: Limit, stat: string): SearchedObjective | string {
  const quantile = stat === 'med' ? 0.5 : stat.startsWith('p') ? Number(stat.slice(1)) / 100 : Number.NaN;
  if (Number.isNaN(quantile)) return `only percentiles can be searched, not ${stat}`;
  if (!target.op.startsWith('<')) return 'it is no upper limit';
  const limit = objective.unit === 'k6' ? target.value / 1000 : target.value;
  const { metric } = objective.measure as { metric: string };
  return {
    name: objective.name,
    measure: `${metric} ${stat}`,
    target: { ...target, value: limit },
    unit: 'seconds',
    allowed: Number((1 - quantile).toFixed(9)),
    limit,
  };
}

/** A share of failed requests by their status, or of good ones. */
function ofRatio(objective: Objective, target: Limit, part: Where): SearchedObjective | string {
  const { metric } = objective.measure as { metric: string };
  const [[tag, value] = ['', ''], ...more] = Object.entries(part);
  const ofRequests = ['http_reqs', 'http_req_failed', ...LATENCY_METRICS].includes(metric);
  if (!ofRequests || more.length > 0 || !(tag === 'status' || tag === 'expected_response'))
    return `${metric} by ${Object.keys(part).join(', ')} is not counted by number in flight`;
  const text = `${selectorKey({ metric, where: part })} of ${metric}`;
  const failed = [value].flat().map((each) => (tag === 'status' ? /^[45]/.test(each) : each === 'false'));
  const [bad] = failed;
  if (failed.some((each) => each !== bad)) return 'it counts failures and successes alike';
  const upper = target.op.startsWith('<');
  if (bad === upper) return withShare(objective, target, text, bad ? target.value : 1 - target.value);
  return 'it is no limit to failures';
}

function withShare({ name }: Objective, target: Limit, measure: string, share: number): SearchedObjective | string {
  const allowed = Number(share.toFixed(9));
  if (!(allowed > 0 && allowed < 1)) return 'it allows no failure at all, which no rate can be estimated from';
  return { name, measure, target, unit: 'ratio', allowed, limit: null };
}

import { isLatencyMetric } from '../metrics/catalogue.ts';
import { selectorKey, type Where } from '../metrics/selector.ts';
import type { Limit, Objective } from '../objectives/objective.ts';
import { judgedMeasure } from '../objectives/result.ts';
import { decides, isSilenced } from '../objectives/severity.ts';
import { quantileOf } from '../objectives/stat.ts';
import { isUpper } from '../objectives/zone.ts';
import type { SearchedObjective } from '../result/capacity.ts';

/** What of some objectives a search can look for; those that it cannot, with a sentence for each. */
export interface Searchable {
  readonly searched: readonly SearchedObjective[];
  readonly others: readonly Objective[];
  readonly left: readonly string[];
}

/**
 * Objectives as shares of bad requests: "quantile q within the limit" allows 1 − q of the requests that it is about to
 * last longer (or to fail), an error rate allows its limit. Targets count, critical limits do not. The counts by number
 * in flight know of each request its tags, how long it lasted and whether it failed, so that everything else cannot be
 * searched.
 */
export function searchable(objectives: readonly Objective[]): Searchable {
  const searched: SearchedObjective[] = [];
  const others: Objective[] = [];
  const left: string[] = [];
  for (const objective of objectives) {
    const found = read(objective);
    if (typeof found !== 'string') {
      if (!searched.some((known) => asksOf(known) === asksOf(found))) searched.push(found);
    } else if (objective.source !== 'profile') {
      others.push(objective);
      left.push(`${objective.name} is not searched: ${found}`);
    }
  }
  return { searched, others, left };
}

/** What a search asks of its requests: two objectives that ask the same are one. */
function asksOf({ allowed, limit, where = {} }: SearchedObjective): string {
  return `${allowed} ${limit} ${selectorKey({ metric: '', where })}`;
}

/**
 * The objectives that may have to be judged where a search held its lower bound: those that it cannot look for, and
 * those about some of the requests, of which too few may come. They are judged by windows.
 */
export function heldObjectives(objectives: readonly Objective[]): Objective[] {
  const { others } = searchable(objectives);
  return objectives.filter((objective) => others.includes(objective) || isAboutSome(objective));
}

function isAboutSome({ measure }: Objective): boolean {
  return measure.kind !== 'monitor' && Object.keys(measure.where).length > 0;
}

/** The objective as the search sees it, or why it cannot. */
function read(objective: Objective): SearchedObjective | string {
  const { measure, target, silence } = objective;
  if (isSilenced(objective)) return `it is silenced until ${silence?.until}`;
  if (!decides(objective)) return 'it is a warning, which limits no load';
  if (measure.kind === 'monitor') return 'it is about a monitor, not about requests';
  if (!target) return 'it has no target';
  if (measure.kind === 'ratio') return ofRatio(objective, target, measure.part);
  if (isLatencyMetric(measure.metric)) return ofLatency(objective, target, measure.stat);
  if (measure.metric === 'http_req_failed' && measure.stat === 'rate')
    return isUpper(target) ? withShare(objective, target, target.value) : 'it is no limit to failures';
  return `${measure.metric} is not counted by number in flight`;
}

function ofLatency(objective: Objective, target: Limit, stat: string): SearchedObjective | string {
  const quantile = quantileOf(stat);
  if (quantile === undefined) return `only percentiles can be searched, not ${stat}`;
  if (!isUpper(target)) return 'it is no upper limit';
  return {
    name: objective.name,
    measure: judgedMeasure(objective),
    target,
    unit: 'seconds',
    allowed: Number((1 - quantile).toFixed(9)),
    limit: target.value,
    ...whereOf(objective),
  };
}

/** A share of failed requests by their status, or of good ones. */
function ofRatio(objective: Objective, target: Limit, part: Where): SearchedObjective | string {
  const { metric } = objective.measure as { metric: string };
  const [[tag, value] = ['', ''], ...more] = Object.entries(part);
  const ofRequests = metric === 'http_reqs' || metric === 'http_req_failed' || isLatencyMetric(metric);
  if (!ofRequests || more.length > 0 || !(tag === 'status' || tag === 'expected_response'))
    return `${metric} by ${Object.keys(part).join(', ')} is not counted by number in flight`;
  const failed = [value].flat().map((each) => (tag === 'status' ? /^[45]/.test(each) : each === 'false'));
  const [bad] = failed;
  if (failed.some((each) => each !== bad)) return 'it counts failures and successes alike';
  const upper = isUpper(target);
  if (bad === upper) return withShare(objective, target, bad ? target.value : 1 - target.value);
  return 'it is no limit to failures';
}

function withShare(objective: Objective, target: Limit, share: number): SearchedObjective | string {
  const allowed = Number(share.toFixed(9));
  if (!(allowed > 0 && allowed < 1)) return 'it allows no failure at all, which no rate can be estimated from';
  const measure = judgedMeasure(objective);
  return { name: objective.name, measure, target, unit: 'ratio', allowed, limit: null, ...whereOf(objective) };
}

/** Which requests it is about; nothing of one about all. */
function whereOf(objective: Objective): Pick<SearchedObjective, 'where'> {
  const { measure } = objective;
  return isAboutSome(objective) ? { where: measure.where } : {};
}

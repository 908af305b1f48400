import { isLatencyMetric } from '../metrics/catalogue.ts';
import { type Selector, selectorKey, type Where } from '../metrics/selector.ts';
import type { Objective } from './objective.ts';

/**
 * What an objective reads: all its samples and, for a ratio, the part. Latency of requests counts successes (errors are
 * judged by their own objectives, and a fast refusal is no fast answer), unless the objective names the status itself
 * or is a threshold of k6, which keeps k6's meaning.
 */
export function selectorsOf(objective: Objective): { all: Selector; part?: Selector } {
  const { measure } = objective;
  if (measure.kind === 'monitor') return { all: { metric: measure.metric, where: measure.where, monitored: true } };
  if (measure.kind === 'ratio') {
    return {
      all: { metric: measure.metric, where: measure.where },
      part: { metric: measure.metric, where: { ...measure.where, ...measure.part } },
    };
  }
  const where = successes(objective, measure.metric, measure.where);
  return { all: { metric: measure.metric, where, ...exactness(objective) } };
}

/** k6 knows no patterns: what its thresholds name stands for itself. */
function exactness({ source }: Objective): Pick<Selector, 'exact'> {
  return source === 'k6' ? { exact: true } : {};
}

function successes(objective: Objective, metric: string, where: Where): Where {
  if (objective.source === 'k6' || !isLatencyMetric(metric)) return where;
  if ('status' in where || 'expected_response' in where || 'error_code' in where) return where;
  return { ...where, expected_response: 'true' };
}

/** The objective's measure as one readable line: `request_time{name:/x} p95`. */
export function measureText(objective: Objective): string {
  const { measure } = objective;
  const { metric, where } = measure;
  if (measure.kind === 'monitor') return `${selectorKey({ metric, where, monitored: true })} ${measure.stat}`;
  const selector = selectorKey({ metric, where, ...exactness(objective) });
  if (measure.kind === 'stat') return `${selector} ${measure.stat}`;
  return `${selectorKey({ metric, where: measure.part })} of ${selector}`;
}

/** The selections whose course over time the judging needs. */
export function viewsOf(objectives: readonly Objective[]): Selector[] {
  return objectives.flatMap((objective) => {
    const { all, part } = selectorsOf(objective);
    return part ? [all, part] : [all];
  });
}

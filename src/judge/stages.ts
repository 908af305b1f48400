import type { Selector } from '../metrics/selector.ts';
import type { Timeline } from '../metrics/timeline.ts';
import { arrivalsOf } from '../plan/arrivals.ts';
import type { Plan } from '../plan/plan.ts';
import type { ObjectiveResult, StageResult } from '../result/result.ts';
import { worst } from '../result/vocabulary.ts';
import type { Reason } from '../validity/judge.ts';
import { latencyOf } from './latency.ts';
import { FAILURES, REQUESTS, SUCCESSES } from './layout.ts';

/** What every stage showed over its judged part. */
export function stageResults(
  plan: Plan,
  timeline: Timeline,
  objectives: readonly ObjectiveResult[],
  reasons: readonly Reason[],
): StageResult[] {
  const counted = plan.stages.filter((stage) => stage.counts);
  return plan.stages.map((stage) => {
    const cell = (selector: Selector) => timeline.judged(selector, [stage.name]);
    const generator = timeline.generatorStages.get(stage.name);
    const arrivals = arrivalsOf(stage, plan, timeline);
    const own = reasons.filter((reason) => reason.stage === stage.name);
    // The only stage on which the verdict rests has no lines of its own: the pooled ones are about it.
    const alone = counted.length === 1 && stage.counts;
    const judged = objectives.filter(
      (o) => (o.stage === stage.name || (alone && o.stage === null)) && o.zone !== 'no-data',
    );
    const seconds = timeline.judgedSeconds([stage.name]);
    const requests = cell(REQUESTS)?.sum ?? 0;
    return {
      name: stage.name,
      role: stage.role,
      load: stage.load,
      factor: stage.factor,
      from: stage.from,
      to: stage.to,
      judgedFrom: stage.judgedFrom,
      counts: stage.counts,
      valid: own.length === 0,
      reasons: own.map((reason) => reason.text),
      zone: judged.length > 0 ? worst(judged.map((o) => o.zone)) : null,
      requests,
      throughput: seconds > 0 ? requests / seconds : null,
      failed: cell(FAILURES)?.sum ?? 0,
      scheduled: arrivals?.scheduled ?? null,
      started: arrivals?.started ?? null,
      dropped: arrivals?.dropped ?? null,
      latency: latencyOf(cell(SUCCESSES)),
      lateness: generator?.lateness.quantile(0.99) ?? null,
      pressure: generator?.pressure ?? null,
    };
  });
}

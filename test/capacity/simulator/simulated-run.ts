import { layoutOf } from '../../../src/judge/layout.ts';
import { Timeline } from '../../../src/metrics/timeline/timeline.ts';
import type { Objective } from '../../../src/objectives/objective.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { objective, planOf, recordOf } from '../../fixtures/record.ts';
import { Engine, trendEntry } from '../../fixtures/timeline.ts';
import type { Server } from './servers.ts';
import { Simulation } from './simulation.ts';

/** As coarse as histograms may be, 1.6 %: both verdicts read the same. */
const BITS = 5;

/** A plan of the profile load on a simulated server: a ramp of 30 s, then a hold at one rate, one request an iteration. */
export function loadPlan(rate: number, seconds: number): Plan {
  return {
    ...planOf({
      profile: 'load',
      override: { rate, duration: seconds },
      ceilings: { maxRate: 1e5, maxVUs: 1e6, maxDuration: 1e5 },
    }),
    untilSure: true,
  };
}

/** What a simulated server promises: its quantile below its limit. */
export function promise({ quantile, limit }: Server): Objective {
  return objective({
    stat: `p${Number((100 * quantile).toPrecision(6))}`,
    target: { op: '<', value: limit },
    critical: null,
  });
}

/** What the engine would tell of a run of that plan on a simulated server, second by second, once asked for. */
export function simulatedRun(server: Server, plan: Plan, objectives: readonly Objective[], seed: number) {
  const record = recordOf(plan, objectives);
  const timeline = new Timeline(layoutOf(record));
  const simulation = new Simulation(server, seed);
  const stage = plan.stages[0]!;
  const engine = new Engine().hello().mark(0);
  /** Latencies of what ended in each second, and the requests that have not ended. */
  let [second, seen] = [0, 0];
  const ended: number[][] = [];
  const open: number[] = [];
  const step = (): void => {
    const rate = stage.load.to * Math.min(1, (second + 0.5) / stage.rampTo);
    const arrivals = simulation.run(rate, 1).arrivals;
    const { arrivals: begun, departures } = simulation.log;
    for (; seen < begun.length; seen++) open.push(seen);
    let kept = 0;
    for (const request of open) {
      const departure = departures[request]!;
      if (Number.isNaN(departure)) {
        open[kept++] = request;
        continue;
      }
      const at = Math.floor(departure);
      const there = ended[at] ?? [];
      there.push(departure - begun[request]!);
      ended[at] = there;
    }
    open.length = kept;
    const latencies = ended[second] ?? [];
    const tags = { stage: stage.name, name: '/x', method: 'GET', status: '200', expected_response: 'true' };
    if (latencies.length > 0) {
      engine
        .counter(second, 'http_reqs', latencies.length, tags)
        .rate(second, 'http_req_failed', latencies.length, 0, tags);
      const id = engine.series('request_time', 'trend', tags, 'seconds', BITS);
      engine.frame(second, [id, ...trendEntry(latencies, BITS)]);
      engine.counter(second, 'iterations', latencies.length, { stage: stage.name });
    }
    engine.gen(second, {
      vusMax: plan.maxVUs,
      scheduled: arrivals,
      started: arrivals,
      dropped: 0,
      late: trendEntry([1e-4]),
      iterations: [arrivals, latencies.length, kept],
      requests: [arrivals, latencies.length, kept],
    });
    for (const line of engine.lines) timeline.add(line);
    engine.lines.length = 0;
    delete ended[second];
    second += 1;
  };
  return { record, timeline, step };
}

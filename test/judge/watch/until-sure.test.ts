import { describe, expect, it } from 'vitest';
import type { RecordLine } from '../../../src/capacity/search-lines.ts';
import { judge } from '../../../src/judge/judge.ts';
import { layoutOf } from '../../../src/judge/layout.ts';
import { plannedEnd } from '../../../src/measure/drivers/planned.ts';
import { Timeline } from '../../../src/metrics/timeline/timeline.ts';
import type { Objective } from '../../../src/objectives/objective.ts';
import { objective, planOf, ratio, recordOf, runOf, STARVED, type StageStory } from '../../fixtures/record.ts';
import { times } from '../../fixtures/timeline.ts';

const PLAN = {
  ...planOf({ profile: 'load', override: { duration: 300, ramp: 10, rate: 20 } }),
  untilSure: true as const,
};
const [STAGE] = PLAN.stages;
const at = (share: number) => STAGE!.judgedFrom + share * (STAGE!.to - STAGE!.judgedFrom);
/** The first look takes place at a fifth of the judged part. */
const [FIRST, SOON] = [at(0.2), at(0.3)];
/** What is known at the end only. */
const SLOWEST = objective({ name: 'slowest', stat: 'max', target: { op: '<', value: 5 }, critical: null });

/** When the pilot of a run ends its load, in seconds; undefined: at its planned end. And what such a run means. */
function ended(story: StageStory, objectives: readonly Objective[] = [objective()]) {
  const record = recordOf(PLAN, objectives);
  const timeline = new Timeline(layoutOf(record));
  const pilot = plannedEnd(record, timeline);
  const engine = runOf(PLAN, { load: story });
  for (const line of engine.lines) {
    timeline.add(line);
    pilot.see({ source: 0, ...line } as RecordLine);
    if (pilot.ending() !== undefined) break;
  }
  const text = pilot.ending();
  if (text !== undefined) timeline.add({ t: 'event', s: timeline.lastSecond, kind: 'planned-stop', text });
  return { at: text === undefined ? undefined : timeline.lastSecond, result: judge(record, timeline).result };
}

const latencies = (value: number | ((s: number) => number)): StageStory => ({
  second: (s) => ({ latencies: times(20, typeof value === 'number' ? value : value(s)) }),
});

describe('a load that lasts until it is sure', () => {
  it('ends once what is met, and what is missed, is settled; the result says so', () => {
    const good = ended(latencies(0.05));
    expect(good.at).toBeLessThan(SOON);
    expect(good.at).toBeGreaterThanOrEqual(Math.floor(FIRST));
    expect(good.result.objectives[0]).toMatchObject({ zone: 'met' });
    expect(good.result.stages[0]!.untilSure).toEqual({ planned: 310, settled: true });
    expect(good.result.caveats.find(({ code }) => code === 'until-sure')?.text).toContain('of 5 min 10 s');
    const bad = ended(latencies(0.8));
    expect(bad.at).toBeLessThan(SOON);
    expect(bad.result.objectives[0]).toMatchObject({ zone: 'critical' });
  });

  it('lasts its planned length close to a limit, and says that nothing was settled before', () => {
    const { at, result } = ended({ second: (s) => ({ latencies: [...times(19, 0.1), s % 20 === 0 ? 0.1 : 0.3] }) });
    expect(at).toBeUndefined();
    expect(result.stages[0]!.untilSure).toEqual({ planned: 310, settled: false });
    expect(result.caveats.map(({ code }) => code)).not.toContain('until-sure');
  });

  it('says how sure its figures are, by blocks: not at all where seconds are alike by turns of a minute', () => {
    const { errors } = ended(
      latencies((s) => (s % 120 < 60 ? 0.1 : 0.3)),
      [SLOWEST],
    ).result.stages[0]!;
    expect(errors!.p50).toBeGreaterThan(0.05);
    expect(errors).toMatchObject({ failed: 0, throughput: 0 });
  });

  it('near a limit it ends late: what is still to come changes less and less', () => {
    // 4.3 % of the requests are slow where 5 % may be, evenly: at the end that is 2.3 standard errors.
    const slow = (s: number) => ((s * 7) % 50 < 43 ? 1 : 0);
    const near = ended({ second: (s) => ({ latencies: [...times(20 - slow(s), 0.05), ...times(slow(s), 0.8)] }) });
    expect(near.at).toBeGreaterThan(at(0.6));
    expect(near.at).toBeLessThan(at(1));
    expect(near.result.objectives[0]).toMatchObject({ zone: 'met' });
  });

  it('a share of nothing needs requests enough: none of 20/s failed, and 0.1 % may', () => {
    const strict = ratio({ target: { op: '<', value: 0.001 }, critical: null });
    expect(ended(latencies(0.05), [ratio()]).at).toBeLessThan(2 * SOON);
    // At the limit itself five of 5,400 would fail: that none did until shortly before the end shows nothing yet.
    expect(ended(latencies(0.05), [strict]).at).toBeUndefined();
  });

  it('one objective that is open keeps it going', () => {
    const windows = objective({ name: 'each minute', over: 60 });
    for (const open of [SLOWEST, windows]) expect(ended(latencies(0.05), [objective(), open]).at).toBeUndefined();
  });

  it('settles nothing while answers stay away, the generator is starved, or a drift leads to the limit', () => {
    const broken: StageStory[] = [
      // It stalls before the first look: what was answered until then was fast.
      { second: (s: number) => (s > 70 ? { latencies: [] } : { latencies: times(20, 0.05) }) },
      { second: latencies(0.05).second!, gen: () => STARVED },
      latencies((s) => 0.02 + 0.001 * s),
      // Requests that hang are no samples yet: 4 of 20 a second.
      { second: () => ({ latencies: times(16, 0.05) }), gen: (s: number) => ({ requests: [20, 16, 4 * s] }) },
    ];
    for (const story of broken) expect(ended(story).at).toBeUndefined();
  });

  it('without any data nothing is settled', () => {
    expect(ended({ second: () => ({ latencies: [] }) }).at).toBeUndefined();
  });
});

import { FAILURES, REQUESTS, SUCCESSES } from '../judge/layout.ts';
import type { Asking } from '../judge/search/steered/course.ts';
import type { Timeline } from '../metrics/timeline.ts';
import { worst } from '../objectives/zone.ts';
import { loadAt } from '../plan/stages.ts';
import type { LiveState } from '../report/terminal/live.ts';
import { phaseWord } from '../report/terminal/search-lines.ts';
import type { RunRecord } from '../result/record.ts';
import { judgeObjectives } from '../slo/judge.ts';

/** Seconds of the recent past that the live view speaks of. */
const RECENT = 10;

/** The course of a search, as far as the live view shows it. */
export interface Searching {
  readonly asking: Asking | undefined;
}

/** What the live view shows, from the timeline so far; asked for again and again. */
export function liveStates(record: RunRecord, timeline: Timeline, search?: Searching): () => LiveState {
  if (search) return () => ({ ...stateOf(record, timeline), ...searchState(search), objectives: [] });
  const zones = zonesSoFar(record, timeline);
  return () => ({ ...stateOf(record, timeline), interval: null, objectives: zones() });
}

/** A search has one stage, whose load it sets itself, and ends when it knows enough. */
function searchState({ asking }: Searching): Pick<LiveState, 'stage' | 'load' | 'planned' | 'interval'> {
  return {
    stage: asking ? phaseWord(asking.phase) : null,
    load: asking ? { kind: 'rate', value: asking.rate } : null,
    planned: null,
    interval: asking?.interval ?? null,
  };
}

function stateOf(record: RunRecord, timeline: Timeline): Omit<LiveState, 'objectives' | 'interval'> {
  const { plan } = record;
  const elapsed = Math.max(0, timeline.lastSecond + 1 - timeline.offset);
  const { bin } = timeline.layout;
  const last = Math.floor(elapsed / bin);
  const first = Math.max(0, last - Math.max(1, Math.round(RECENT / bin)));
  const recent = (selector: typeof REQUESTS) =>
    timeline
      .windows(selector)
      .slice(first, last)
      .filter((cell) => cell !== undefined);
  const latency = recent(SUCCESSES);
  const pooled = latency[0]?.emptyCopy();
  for (const cell of latency) pooled?.merge(cell);
  const requests = recent(REQUESTS).reduce((sum, cell) => sum + cell.sum, 0);
  const failed = recent(FAILURES).reduce((sum, cell) => sum + cell.sum, 0);
  const at = Math.min(elapsed, (plan.duration ?? elapsed) - 1e-6);
  const planned = loadAt(plan.stages, at);
  const kind = plan.stages[0]?.load.kind;
  const generator = timeline.generatorWindows[Math.max(0, last - 1)];
  return {
    scenario: plan.scenario,
    stage: plan.stages.find((stage) => at >= stage.from && at < stage.to)?.name ?? null,
    elapsed,
    planned: plan.duration,
    load: planned === null || kind === undefined ? null : { kind, value: planned },
    throughput: last > first ? requests / ((last - first) * bin) : null,
    p95: pooled && pooled.count >= 20 ? (pooled.quantile(0.95) ?? null) : null,
    failed: requests > 0 ? failed / requests : null,
    vus: generator?.vus ?? 0,
    dropped: timeline.generator.dropped,
  };
}

/** Judging takes the longer the more windows there are; after so large a part of the run it is done anew. */
const PART = 1 / 360;

/** A ramp is judged by windows, all of them: that is done anew only when another one is over. */
function zonesSoFar(record: RunRecord, timeline: Timeline): () => LiveState['objectives'] {
  const { plan, objectives } = record;
  const least = plan.profile === 'breakpoint' ? plan.window : 1;
  let judged = Number.NEGATIVE_INFINITY;
  let zones: LiveState['objectives'] = [];
  return () => {
    const at = timeline.lastSecond;
    if (at - judged < Math.max(least, at * PART)) return zones;
    judged = at;
    const lines = judgeObjectives(objectives, timeline, plan).filter((line) => line.counts);
    zones = [...new Set(lines.map((line) => line.name))].map((name) => ({
      name,
      zone: worst(lines.filter((line) => line.name === name).map((line) => line.zone)),
    }));
    return zones;
  };
}

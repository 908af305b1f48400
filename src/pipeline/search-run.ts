import type { SearchCourse } from '../judge/course.ts';
import { precisionLines } from '../report/search-lines.ts';
import type { SearchRecord } from '../result/capacity.ts';
import type { RunRecord } from '../result/record.ts';
import { formatNumber, formatRatio, formatSpan } from '../units/format.ts';
import { startDecider } from './decider.ts';
import type { SearchMeasuring } from './measure.ts';
import { searchPilot } from './pilot.ts';
import type { Earlier } from './resumed.ts';

/** Seconds of the budget that are kept for the engine's end, the judging and the reports. */
const REPORTING = 8;

/** A search that is about to run. */
export interface SearchRun extends SearchMeasuring {
  close(): Promise<void>;
}

/** Makes ready what carries out a search; `elapsed` counts seconds since the command began. */
export function searchRun(
  record: RunRecord,
  course: SearchCourse,
  earlier: Earlier | undefined,
  script: string,
  elapsed: () => number,
  say: (text: string) => void,
): SearchRun {
  const decider = startDecider(script);
  return {
    course,
    earlier: earlier?.lines ?? [],
    steer: (tools) =>
      searchPilot({
        ...tools,
        course,
        requests: record.plan.requestsPerIteration ?? 1,
        from: earlier?.state,
        decide: decider.decide,
        say,
        elapsed,
        deadline: record.search!.budget - REPORTING,
      }),
    close: decider.close,
  };
}

/** What a search says before it sends anything: what it looks for, within what, and what precision that allows. */
export function searchOpening(search: SearchRecord): string[] {
  const { method, objectives, startRate, maxRate, precision, budget, loadBudget, confirm, notes, resumes } = search;
  const allowed = objectives.map(({ name, allowed: share }) => `${name} (at most ${formatRatio(share)} bad)`);
  const load = method === 'trials' ? 'of trials, a run of k6 each' : 'of load';
  const going = resumes === null ? '' : `, going on from ${resumes}`;
  return [
    `searching the highest rate that meets ${allowed.join(' and ')}${going}`,
    ...notes.map((note) => `note: ${note}`),
    `from ${formatNumber(startRate)} to at most ${formatNumber(maxRate)} requests/s, to ±${formatRatio(precision)}, within ${formatSpan(budget)}: ${formatSpan(loadBudget)} ${load}, then ${formatSpan(confirm)} held at the lower bound`,
    ...precisionLines(search),
  ];
}

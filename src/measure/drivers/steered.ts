import type { SearchState } from '../../capacity/search/search-state.ts';
import type { EarlierLine } from '../../capacity/search-lines.ts';
import type { SteeredCourse } from '../../judge/search/steered/course.ts';
import type { EngineRun } from '../../k6/local/run.ts';
import type { SearchRun } from '../../result/record.ts';
import type { Recording } from '../recording.ts';
import { startDecider } from './decider.ts';
import { type Driver, REPORTING } from './driver.ts';
import { onePlan } from './one-plan.ts';
import { searchPilot } from './pilot.ts';

/** What carries out a search by steering one engine. */
export interface Steering {
  readonly record: SearchRun;
  /** An observer of the recording. */
  readonly course: SteeredCourse;
  /** The search that it goes on from: its lines, and where it was; undefined for a new one. */
  readonly earlier: { readonly lines: readonly EarlierLine[]; readonly state: SearchState } | undefined;
  /** The script of the thread in which it computes. */
  readonly decider: string;
  readonly say: (text: string) => void;
  /** Seconds since the command began. */
  readonly elapsed: () => number;
}

/** A search that steers one engine: it sets the rate of the load that goes on, and ends it once it knows enough. */
export function steeredDriver(steering: Steering, recording: Recording): Driver {
  const { record, course, earlier, say, elapsed } = steering;
  for (const line of earlier?.lines ?? []) void recording.put(line);
  let engine: Pick<EngineRun, 'setRate'> | undefined;
  const decider = startDecider(steering.decider);
  const pilot = searchPilot({
    course,
    requests: record.plan.requestsPerIteration ?? 1,
    from: earlier?.state,
    decide: decider.decide,
    setRate: (rate) => engine?.setRate(rate),
    // At once and in order; who asks does not wait for the disk.
    keep: (line) => void recording.put(line),
    say,
    elapsed,
    deadline: record.search.budget - REPORTING,
    second: () => recording.timeline.lastSecond,
  });
  const began = (running: Pick<EngineRun, 'setRate'>) => {
    engine = running;
  };
  return onePlan(record.plan, pilot, { began, close: decider.close });
}

import { distinctIds } from '../objectives/finding-id.ts';
import type { StabilityFinding } from '../result/stability.ts';
import { afterEventsJudge } from './after-events.ts';
import { degradationJudge } from './degradation.ts';
import { driftJudge } from './drift.ts';
import { givesWayJudge } from './gives-way.ts';
import { integrityJudge } from './integrity.ts';
import { leakJudge } from './leak.ts';
import { poolJudge } from './pool.ts';
import { recoveryJudge } from './recovery.ts';
import type { RunCourse } from './run-course.ts';

/** Judges one thing that may happen in the course of a run. Says nothing of what was not there to be judged. */
export type StabilityJudge = (course: RunCourse) => readonly StabilityFinding[];

/** All judges, in the order in which their findings are told. */
const JUDGES: readonly StabilityJudge[] = [
  givesWayJudge,
  poolJudge,
  degradationJudge,
  recoveryJudge,
  afterEventsJudge,
  integrityJudge,
  leakJudge,
  driftJudge,
];

/** What all judges find in the course of a run. Pure. */
export function judgeStability(course: RunCourse): StabilityFinding[] {
  return distinctIds(
    JUDGES.flatMap((judge) => judge(course)),
    ({ about }) => JSON.stringify(about),
  );
}

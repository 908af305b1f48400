import type { RunRecord } from '../../result/record.ts';
import { SteeredCourse } from './steered/course.ts';
import { TrialsCourse } from './trials/course.ts';

/** The methods of searching, by the name that a record gives them. */
const COURSES = { steered: SteeredCourse, trials: TrialsCourse } as const;

/** The course of a search, told apart by its `method`. */
export type CourseOfMethod = InstanceType<(typeof COURSES)[keyof typeof COURSES]>;

/** The course that the lines of a search are folded into; undefined of a run that is no search. */
export function courseOf(record: RunRecord): CourseOfMethod | undefined {
  return record.kind === 'search' ? new COURSES[record.search.method](record) : undefined;
}

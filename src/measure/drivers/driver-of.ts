import type { SearchCourse } from '../../judge/search/steered/course.ts';
import { TrialsCourse } from '../../judge/search/trials/course.ts';
import type { Recording } from '../recording.ts';
import { TrialsDriver } from './by-trials.ts';
import type { Driver } from './driver.ts';
import { plannedDriver } from './planned.ts';
import { type Steering, steeredDriver } from './steered.ts';

/** Who says what load a run is made of: its plan, or the search whose course it is. */
export function driverOf({
  course,
  ...given
}: Omit<Steering, 'course'> & { readonly course: SearchCourse | TrialsCourse | undefined }): (
  recording: Recording,
) => Driver {
  return (recording) => {
    if (course === undefined) return plannedDriver(given.record, recording);
    if (course instanceof TrialsCourse) return new TrialsDriver({ ...given, course }, recording);
    return steeredDriver({ ...given, course }, recording);
  };
}

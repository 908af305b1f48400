import type { CourseOfMethod } from '../../judge/search/methods.ts';
import type { Recording } from '../recording.ts';
import { TrialsDriver } from './by-trials.ts';
import type { Driver } from './driver.ts';
import { plannedDriver } from './planned.ts';
import { type Steering, steeredDriver } from './steered.ts';

/** Who says what load a run is made of: its plan, or the search whose course it is. */
export function driverOf({
  course,
  ...given
}: Omit<Steering, 'course'> & { readonly course: CourseOfMethod | undefined }): (recording: Recording) => Driver {
  return (recording) => {
    switch (course?.method) {
      case undefined:
        return plannedDriver(given.record, recording);
      case 'steered':
        return steeredDriver({ ...given, course }, recording);
      case 'trials':
        return new TrialsDriver({ ...given, course }, recording);
    }
  };
}

import type { CourseOfMethod } from '../../judge/search/methods.ts';
import type { RunRecord } from '../../result/record.ts';
import type { Recording } from '../recording.ts';
import { TrialsDriver } from './by-trials.ts';
import type { Driver } from './driver.ts';
import { plannedDriver } from './planned.ts';
import { type Steering, steeredDriver } from './steered.ts';

type Given = Omit<Steering, 'record' | 'course'> & {
  readonly record: RunRecord;
  /** Of a search. */
  readonly course: CourseOfMethod | undefined;
};

/** Who says what load a run is made of: its plan, or the search whose course it is. */
export function driverOf({ record, course, ...given }: Given): (recording: Recording) => Driver {
  return (recording) => {
    if (record.kind !== 'search' || course === undefined) return plannedDriver(record, recording);
    switch (course.method) {
      case 'steered':
        return steeredDriver({ ...given, record, course }, recording);
      case 'trials':
        return new TrialsDriver({ ...given, record, course }, recording);
    }
  };
}

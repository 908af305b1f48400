import { messageOf } from '../errors.ts';
import type { TimelineLine } from '../metrics/frame.ts';
import type { TimelineWriter } from '../store/timeline-file.ts';
import type { Progress } from './request.ts';

/** Writes lines to the record; the first that the disk refuses stops the load, since nobody could check what follows. */
export function keeper(writer: TimelineWriter, stopLoad: () => void, tell: (progress: Progress) => void) {
  let broken = false;
  return async (line: TimelineLine): Promise<void> => {
    if (broken) return;
    try {
      await writer.write(line);
    } catch (error) {
      broken = true;
      tell({ kind: 'note', text: `the record cannot be written, stopping: ${messageOf(error)}` });
      stopLoad();
    }
  };
}

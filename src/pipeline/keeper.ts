import { messageOf } from '../errors.ts';
import type { TimelineLine } from '../metrics/frame.ts';
import type { TimelineWriter } from '../store/timeline-file.ts';
import type { Progress } from './request.ts';

/** Writes lines to the record, in the order of the calls. */
export interface Keeper {
  keep(line: TimelineLine): Promise<void>;
  /** The disk refused something else of the record: no load is to follow. */
  refuse(error: unknown): void;
  /** Why the record could not be written, and how many lines were lost; null as long as all are kept. */
  readonly unwritten: string | null;
}

/** Keeps a record's lines. The first that the disk refuses stops the load, since nobody could check what follows. */
export function keeper(writer: TimelineWriter, stopLoad: () => void, tell: (progress: Progress) => void): Keeper {
  let failure: string | null = null;
  let lost = 0;
  const refuse = (error: unknown) => {
    if (failure !== null) return;
    failure = messageOf(error);
    tell({ kind: 'note', text: `the record cannot be written, stopping: ${failure}` });
    stopLoad();
  };
  return {
    get unwritten() {
      return failure === null ? null : `the record could not be written: ${failure}; ${lost} lines of it are lost`;
    },
    async keep(line) {
      if (failure !== null) {
        lost += 1;
        return;
      }
      try {
        await writer.write(line);
      } catch (error) {
        lost += 1;
        refuse(error);
      }
    },
    refuse,
  };
}

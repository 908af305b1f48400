import type { Outcome } from '../k6/exit.ts';
import type { Ended } from '../k6/launch.ts';
import type { TimelineLine } from '../metrics/frame.ts';
import type { TimelineWriter } from '../store/timeline-file.ts';

/** Writes the closing line of a record at second `s`; whether all of it is on disk. */
export async function closeRecord(
  writer: TimelineWriter,
  put: (line: TimelineLine) => Promise<void>,
  s: number,
  { state, reason }: Outcome,
  { code, signal }: Ended,
): Promise<boolean> {
  await put({ t: 'close', state, s, endedAt: new Date().toISOString(), exit: code, signal, reason });
  return writer.close().then(
    () => true,
    () => false,
  );
}

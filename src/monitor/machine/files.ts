import { readFileSync } from 'node:fs';
import { messageOf } from '../../errors.ts';
import { MissedReading } from '../monitor.ts';

/** A file of the kernel; undefined where it is not there, or this user may not read it. */
export function kernelFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as { code?: unknown };
    // ESRCH: the process ended while it was read. EOPNOTSUPP: pressure is not measured.
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ESRCH', 'EOPNOTSUPP', 'ENODEV'].includes(String(code)))
      return undefined;
    throw new MissedReading(messageOf(error));
  }
}

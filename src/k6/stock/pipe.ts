import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { messageOf, RunError } from '../../errors.ts';
import { temporaryFolder } from '../../host/temporary.ts';

/** A named pipe in a private folder of its own, open for reading. */
export interface NamedPipe {
  readonly folder: string;
  readonly path: string;
  readonly stream: Readable;
  /** Lets the reader come to its end when nobody will write any more, and perhaps nobody ever did. */
  release(): void;
  remove(): Promise<void>;
}

/** Node.js cannot make a named pipe; this command can, and may lie outside the PATH. */
const MAKERS = ['mkfifo', '/usr/bin/mkfifo', '/bin/mkfifo'];

/** Makes a named pipe and opens it. RunError (7) where that cannot be done. */
export async function openPipe(name: string): Promise<NamedPipe> {
  const { path: folder, remove } = await temporaryFolder('k6');
  const file = path.join(folder, name);
  try {
    await makePipe(file);
    // Without O_NONBLOCK this waits for a writer, in a thread that nothing ends if k6 dies before.
    const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stream = new Socket({ fd, readable: true, writable: false });
    return { folder, path: file, stream, release: () => release(file), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function makePipe(file: string): Promise<void> {
  let why = '';
  for (const maker of MAKERS) {
    try {
      await promisify(execFile)(maker, ['-m', '600', file]);
      return;
    } catch (error) {
      why = messageOf(error);
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') break;
    }
  }
  const next =
    'install mkfifo, or Go 1.25 or newer: loadkit then builds an engine of its own, which needs no named pipe';
  throw new RunError({ what: 'cannot make the named pipe through which a stock k6 is read', why, next }, 7);
}

/** A reader is told of the end only after there was a writer. */
function release(file: string): void {
  try {
    closeSync(openSync(file, constants.O_WRONLY | constants.O_NONBLOCK));
  } catch {
    // Nobody reads any more.
  }
}

import { dirname } from 'node:path';
import { messageOf } from '../errors.ts';
import { makeFolder } from '../host/make-folder.ts';
import { writeFileAtomic } from '../store/atomic.ts';

export interface Written {
  /** Paths of what was asked for, in that order; not of what stands beside it. */
  readonly files: readonly string[];
  /** One sentence for each file that could not be written. */
  readonly failures: readonly string[];
}

type Content = string | Uint8Array;

/** Writes files one after the other, making their folders; one that fails keeps none of the others back. */
export class FileWriter implements Written {
  readonly files: string[] = [];
  readonly failures: string[] = [];

  async write(path: string, content: () => Content | Promise<Content>): Promise<void> {
    if (await this.writeBeside(path, content)) this.files.push(path);
  }

  /** The same of a file that nobody asked for by itself, such as the picture of a report. Returns whether it is there. */
  async writeBeside(path: string, content: () => Content | Promise<Content>): Promise<boolean> {
    try {
      await makeFolder(dirname(path));
      await writeFileAtomic(path, await content());
      return true;
    } catch (error) {
      this.failures.push(`${path}: ${messageOf(error)}`);
      return false;
    }
  }
}

import { dirname } from 'node:path';
import { messageOf } from '../errors.ts';
import { makeFolder } from '../host/make-folder.ts';
import { writeFileAtomic } from '../store/atomic.ts';

export interface Published {
  /** Paths written, in the order asked for. */
  readonly files: readonly string[];
  /** One sentence for each report that could not be written. */
  readonly failures: readonly string[];
}

type Content = string | Uint8Array;

/** Writes files one after the other, making their folders; one that fails keeps none of the others back. */
export class FileWriter implements Published {
  readonly files: string[] = [];
  readonly failures: string[] = [];

  async write(path: string, content: () => Content | Promise<Content>): Promise<void> {
    try {
      await makeFolder(dirname(path));
      await writeFileAtomic(path, await content());
      this.files.push(path);
    } catch (error) {
      this.failures.push(`${path}: ${messageOf(error)}`);
    }
  }
}

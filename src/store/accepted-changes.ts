import { type AcceptedChange, AcceptedChanges } from '../compare/history/accepted.ts';
import { messageOf, UserError } from '../errors.ts';
import { harmless } from '../visible.ts';
import { writeFileAtomic } from './atomic.ts';
import { readDocument } from './read-document.ts';

/** The file of accepted changes, beside the configuration; meant to be committed. */
export const ACCEPTED_FILE = 'accepted-changes.json';

/** Accepted changes; none where there is no file. UserError (2) when it is damaged or of another version. */
export async function readAccepted(file: string): Promise<readonly AcceptedChange[]> {
  const refused = () => ({
    what: 'the accepted changes cannot be read, so that nobody knows which changes are open',
    next: 'mend the file, or restore it from version control',
  });
  return (await readDocument(file, AcceptedChanges, refused))?.changes ?? [];
}

/** Writes accepted changes, an entry below the other. UserError (2) when the disk does not take them. */
export async function saveAccepted(file: string, changes: readonly AcceptedChange[]): Promise<void> {
  const text = JSON.stringify(AcceptedChanges.parse({ version: 1, changes }), null, 2);
  try {
    await writeFileAtomic(file, `${harmless(text)}\n`);
  } catch (error) {
    throw new UserError({
      what: `cannot write the accepted changes: ${messageOf(error)}`,
      where: { file },
      next: 'make its folder one that can be written',
    });
  }
}

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { removeAtExit } from '../../host/at-exit.ts';
import { formatBytes } from '../../units/format.ts';
import type { ScenarioFile } from './scenario-file.ts';

/** What stands for a script on standard input, as to k6. */
export const STANDARD_INPUT = '-';

/** Bytes of a script: more is none. */
const LONGEST = 50_000_000;
/** The same for every run, since the bundle names it. */
const NAME = '.stdin.js';

/** A script that lies in a file for as long as it is read. */
export interface SavedScript {
  readonly scenario: ScenarioFile;
  remove(): void;
}

/**
 * Reads a script from standard input and puts it into the current folder, where what it imports and opens is looked for, as
 * k6 does. UserError (2) where none comes, or it cannot be put there.
 */
export async function scriptFromInput(
  cwd: string,
  input: NodeJS.ReadableStream & { readonly isTTY?: boolean } = process.stdin,
): Promise<SavedScript> {
  if (input.isTTY) throw noScript('nothing is piped to it');
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of input) {
    parts.push(Buffer.from(part));
    length += parts.at(-1)!.length;
    if (length > LONGEST) throw noScript(`it is longer than ${formatBytes(LONGEST, 2)}`);
  }
  const script = Buffer.concat(parts);
  if (script.toString('utf8').trim() === '') throw noScript('it is empty');
  const file = join(cwd, NAME);
  writeNew(file, script);
  const forget = removeAtExit(file);
  return {
    scenario: { name: 'stdin', file, origin: 'path' },
    remove: () => {
      rmSync(file, { force: true });
      forget();
    },
  };
}

function writeNew(file: string, script: Buffer): void {
  try {
    writeFileSync(file, script, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new UserError({
      what: `${file} is there already`,
      why: 'a script on standard input lies there while it is read: another loadkit reads one, or was killed',
      next: 'wait for the other one, or delete the file',
    });
  }
}

function noScript(why: string): UserError {
  return new UserError({
    what: 'there is no script on standard input',
    where: { path: STANDARD_INPUT },
    why,
    next: 'loadkit run - < script.js',
  });
}

import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { messageOf, type Problem, UserError } from '../errors.ts';

/** How a file that is there and cannot be used is told; `version`: what it says of itself, 1 where it says nothing. */
export type Refused = (version: unknown) => Pick<Problem, 'what' | 'next'>;

/**
 * Reads and checks a JSON document that a project keeps; undefined where there is none. `unpacked`: the text of a file
 * that is packed. UserError (2) with the file, as `refused` tells it, when it is damaged or of another version.
 */
export async function readDocument<T>(
  file: string,
  schema: z.ZodType<T>,
  refused: Refused,
  unpacked: (content: Buffer) => string = (content) => content.toString(),
): Promise<T | undefined> {
  let why: string;
  let version: unknown = 1;
  try {
    const value: unknown = JSON.parse(unpacked(await readFile(file)));
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    version = (value as { version?: unknown } | null)?.version ?? 1;
    why = z.prettifyError(parsed.error).slice(0, 500);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    why = messageOf(error);
  }
  throw new UserError({ ...refused(version), where: { file }, why });
}

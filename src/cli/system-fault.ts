import { tmpdir } from 'node:os';
import { UserError } from '../errors.ts';
import { refusalOf, type SystemRefusal } from '../units/system-error.ts';

/** Codes that are not about a place. */
const OF_PROCESS: readonly unknown[] = ['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM'];

/**
 * What the operating system refused, told as a fault of the machine or of what it was asked for; undefined of an error
 * that is something else. What fails once load was sent is told where it happens: nothing was sent where this is
 * printed.
 */
export function systemFault(error: unknown): UserError | undefined {
  const refusal = refusalOf(error);
  if (!refusal) return undefined;
  const { message, path } = error as NodeJS.ErrnoException;
  return new UserError({
    where: { file: path },
    why: message,
    ...(inPlace(error as NodeJS.ErrnoException) ?? refusal),
  });
}

/** What can be said better of some places. Of a file that is open already, Node does not say which it is. */
function inPlace({ code, syscall, path }: NodeJS.ErrnoException): SystemRefusal | undefined {
  if (syscall === 'uv_cwd')
    return { what: 'the folder in which loadkit was started is gone', next: 'cd to a folder that exists' };
  const folder = tmpdir();
  if (syscall === 'write' && path === undefined)
    return {
      what: 'the disk does not take what is written',
      next: `free space where temporary files go (${folder}; TMPDIR names another folder) and where reports go (--out)`,
    };
  if (!path?.startsWith(folder) || OF_PROCESS.includes(code)) return undefined;
  return {
    what: `the folder for temporary files, ${folder}, cannot be used`,
    next: 'set TMPDIR to a folder that exists, can be written, and has space',
  };
}

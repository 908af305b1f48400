/** What an operating system refused, in words, and the next step. */
export interface SystemRefusal {
  readonly what: string;
  readonly next: string;
}

const RIGHTS = 'make it readable and writable for this user, or use another folder';

/**
 * Refusals that lie in the machine, or in what it is asked to do. A code that only a wrong program meets is not among
 * them.
 */
const WORDS: Readonly<Record<string, readonly [what: string, next: string]>> = {
  ENOSPC: ['no space is left on the disk', 'free space there, or use another folder'],
  EDQUOT: ['the disk quota is used up', 'free space there, or use another folder'],
  EFBIG: ['the file is larger than is allowed here', 'raise the limit: ulimit -f unlimited'],
  EROFS: ['the file system is read-only', 'use another folder'],
  EACCES: ['permission is denied', RIGHTS],
  EPERM: ['permission is denied', RIGHTS],
  EIO: ['the disk reports an error', 'see the log of the system (dmesg), or use another disk'],
  ESTALE: ['the network file system lost the file', 'mount it again, or use another folder'],
  EMFILE: ['this process may open no more files', 'raise the limit and run again: ulimit -n 4096'],
  ENFILE: ['this machine may open no more files', 'close what holds them open, or raise fs.file-max'],
  EAGAIN: ['this user may start no more processes', 'end some, or raise the limit (ulimit -u)'],
  ENOMEM: ['the machine has no memory left', 'free memory, or use a larger machine'],
  E2BIG: ['the variables and arguments are too long for a program to be started', 'hand over fewer or shorter ones'],
  ENOENT: ['a file or folder is not there', 'put it back, or name another one'],
  ENOTDIR: ['a part of the path is no folder', 'name a folder'],
  EISDIR: ['this is a folder, not a file', 'name a file, or move the folder away'],
  EEXIST: ['there is something of this name already', 'move it away, or use another name'],
  ENOTEMPTY: ['the folder is not empty', 'something else writes there: use another folder'],
  EBUSY: ['something else holds it', 'wait until that is done, and run again'],
  ETXTBSY: ['the program is being written at this moment', 'wait until that is done, and run again'],
  ENOEXEC: ['this is no program for this machine, or a part of one', 'install or build it again'],
  ELOOP: ['the links go round in circles', 'mend the links, or use another folder'],
  ENAMETOOLONG: ['the name is too long for this file system', 'use a shorter one'],
};

/** The words for an error by which Node tells of a refused system call; undefined of any other error. */
export function refusalOf(error: unknown): SystemRefusal | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  if (typeof code !== 'string' || typeof syscall !== 'string' || !Object.hasOwn(WORDS, code)) return undefined;
  const [what, next] = WORDS[code]!;
  return { what, next };
}

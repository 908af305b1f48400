import fs from 'node:fs';
import fsp, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

type Call = (...args: unknown[]) => unknown;

/** The calls by which files are made, changed and read. */
const PROMISED = ['mkdir', 'open', 'readFile', 'readdir', 'rename', 'rm', 'stat', 'writeFile'] as const;
const OF_HANDLES = ['close', 'read', 'sync', 'writeFile'] as const;
/** By which streams write: the last argument is called back. */
const CALLED_BACK = ['close', 'open', 'write', 'writev'] as const;

export interface Failing {
  /** How many calls there were. */
  readonly calls: number;
  /** Puts everything back. */
  restore(): void;
}

/** Lets the n-th call on files under a folder, or on what was opened there, fail as a disk would. */
export async function failCall(n: number, code: string, folder: string): Promise<Failing> {
  let calls = 0;
  const put: (() => void)[] = [];
  const due = (name: string): Error | undefined => {
    calls += 1;
    return calls === n ? Object.assign(new Error(`${code}: refused, ${name}`), { code, syscall: name }) : undefined;
  };
  const wrap = (object: object, name: string, make: (own: Call) => Call) => {
    const methods = object as Record<string, Call>;
    const own = methods[name]!;
    methods[name] = make(own);
    put.push(() => {
      methods[name] = own;
    });
  };
  const concerns = (first: unknown) => typeof first !== 'string' || first.startsWith(folder);
  for (const name of PROMISED)
    wrap(fsp, name, (own) => async (...args) => {
      const error = concerns(args[0]) ? due(name) : undefined;
      if (error) throw error;
      return own(...args);
    });
  const handle: FileHandle = await fsp.open('/dev/null');
  for (const name of OF_HANDLES)
    wrap(
      Object.getPrototypeOf(handle) as object,
      name,
      (own) =>
        async function (this: FileHandle, ...args) {
          const error = due(name);
          // What cannot be closed is closed all the same: else it would leak into the next turn.
          if (error && name !== 'close') throw error;
          const value = await own.apply(this, args);
          if (error) throw error;
          return value;
        },
    );
  for (const name of CALLED_BACK)
    wrap(fs, name, (own) => (...args) => {
      const error = concerns(args[0]) ? due(name) : undefined;
      const back = args.at(-1) as (error: Error) => void;
      if (!error) return own(...args);
      if (name === 'close') return own(args[0], () => back(error));
      process.nextTick(back, error);
    });
  calls = 0;
  syncBuiltinESMExports();
  return {
    get calls() {
      return calls;
    },
    restore() {
      for (const back of put.reverse()) back();
      syncBuiltinESMExports();
      void handle.close();
    },
  };
}

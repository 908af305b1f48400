// It goes on working in the folder in which it was loaded: not in one that a test removes.
import 'esbuild';
import { carryOut } from '../../src/cli/carry-out.ts';
import { Settings } from '../../src/cli/settings.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { harmless, visible, workflowCommand } from '../../src/visible.ts';

export interface Carried {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the process has in place of its own while a command is carried out. */
export interface Around {
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** The command that has the folder, the environment and the arguments of this process, and all that wait for them. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Carries out a command line in this process, from the sources, as the built command does in one of its own: a third of
 * what a new process costs, or a tenth where no k6 is started. The folder in which it is typed and its environment are
 * the process's, so that one command comes after the other, also where a test asks for several at once.
 */
export function carriedOut(argv: readonly string[], cwd: string, around: Around = {}): Promise<Carried> {
  const ended = last.then(() => alone(argv, cwd, around));
  last = ended.catch(() => {});
  return ended;
}

async function alone(argv: readonly string[], cwd: string, { columns = 1000, env = {} }: Around): Promise<Carried> {
  const said = { stdout: '', stderr: '' };
  const terminal: Terminal = {
    out: (text) => {
      said.stdout += harmless(text);
    },
    err: (text) => {
      said.stderr += harmless(text);
    },
    annotate: (kind, title, message) => {
      said.stderr += `${workflowCommand(kind, title, message)}\n`;
    },
    safe: visible,
    live: false,
    colour: { out: false, err: false },
    width: { out: columns, err: columns },
    drained: () => Promise.resolve(undefined),
  };
  const stop = { wish: new AbortController().signal, force: new AbortController().signal };
  const before = { folder: process.cwd(), argv: process.argv, env: { ...process.env } };
  process.chdir(cwd);
  process.argv = [...before.argv.slice(0, 2), ...argv];
  Object.assign(process.env, env);
  try {
    const code = await carryOut(argv, new Settings(process.env), stop, terminal);
    return { code, ...said };
  } finally {
    process.chdir(before.folder);
    process.argv = before.argv;
    for (const name of Object.keys(env)) {
      if (before.env[name] === undefined) delete process.env[name];
      else process.env[name] = before.env[name];
    }
  }
}

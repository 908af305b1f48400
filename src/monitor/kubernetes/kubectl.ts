import type * as z from 'zod';
import { type Ran, runProgram } from '../../host/program.ts';
import { formatSpan } from '../../units/format.ts';
import { MissedReading } from '../monitor.ts';

export interface KubectlGiven {
  readonly namespace: string;
  /** Of kubectl's configuration; undefined: the one that it uses. */
  readonly context: string | undefined;
  /** Seconds that an answer may take. */
  readonly timeout: number;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What kubectl says where it fails, and what is told of it: its own words hold addresses and times, which change. */
const FAILURES: readonly (readonly [said: RegExp, told: (what: string) => string])[] = [
  [/Forbidden/, (what) => `the cluster does not let this user list ${what}`],
  [
    /Unauthorized|must be logged in|asked for the client to provide credentials/,
    () => 'the cluster does not know this user',
  ],
  [/context .*does not exist|no context exists/, () => 'kubectl has no such context'],
  [/could not find the requested resource|not available|NotFound/, (what) => `the cluster does not serve ${what}`],
  [/Unable to connect|was refused|no such host|timeout|deadline exceeded/, () => 'the cluster does not answer'],
];

/** Asks kubectl for documents: only `get`, without a shell. Rejects with a MissedReading. */
export class Kubectl {
  readonly #given: KubectlGiven;

  constructor(given: KubectlGiven) {
    this.#given = given;
  }

  /** The document that `args` ask for, called `what` in messages. */
  async get<T>(what: string, schema: z.ZodType<T>, args: readonly string[]): Promise<T> {
    const { context, timeout, cwd, env } = this.#given;
    const all = [
      'get',
      ...args,
      `--request-timeout=${timeout}s`,
      ...(context === undefined ? [] : [`--context=${context}`]),
    ];
    const variables = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const program = { file: 'kubectl', args: all, cwd, env: Object.fromEntries(variables), patience: timeout * 1000 };
    const ran = await runProgram(program).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new MissedReading('there is no kubectl on the PATH') : error;
    });
    if (ran.overdue) throw new MissedReading(`kubectl did not end within ${formatSpan(timeout)}`);
    if (ran.code !== 0) throw new MissedReading(failureOf(what, ran));
    const read = schema.safeParse(jsonOf(ran.stdout));
    if (!read.success) throw new MissedReading(`what kubectl says of ${what} is not understood`);
    return read.data;
  }

  /** What names the namespace, and the pods in it. */
  inNamespace(selector?: string): string[] {
    return [`--namespace=${this.#given.namespace}`, ...(selector === undefined ? [] : [`--selector=${selector}`])];
  }
}

function failureOf(what: string, { code, signal, stderr }: Ran): string {
  const told = FAILURES.find(([said]) => said.test(stderr))?.[1];
  const ended = code === null ? signal : `code ${code}`;
  return told?.(what) ?? `kubectl ended with ${ended} when asked for ${what}: run it by hand to see why`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

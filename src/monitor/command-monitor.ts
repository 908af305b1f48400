import { heeding } from '../host/heeding.ts';
import { runProgram } from '../host/program.ts';
import { unitOfName } from '../metrics/named-units.ts';
import { formatSpan } from '../units/format.ts';
import { MissedReading, type Monitor, type Reading } from './monitor.ts';

export interface CommandGiven {
  readonly name: string;
  readonly every: number;
  readonly command: readonly string[];
  /** Paths by the name of the reading; undefined: all of the output is one number. */
  readonly readings: Readonly<Record<string, string>> | undefined;
  /** Seconds that it may take. */
  readonly timeout: number;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** More output is not looked at. */
const MOST_CHARACTERS = 1_000_000;

/** Runs a command and reads numbers of its output. It ends with its time, and with loadkit. */
export function commandMonitor({ name, every, command, readings, timeout, cwd, env }: CommandGiven): Monitor {
  const [file = '', ...args] = command;
  const variables = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return {
    name,
    every,
    async read(signal): Promise<readonly Reading[]> {
      const program = { file, args, cwd, env: variables, patience: timeout * 1000 };
      const { code, signal: ended, stdout, overdue } = await heeding(signal, () => runProgram(program));
      if (overdue) throw new MissedReading(`the command did not end within ${formatSpan(timeout)}`);
      if (code !== 0)
        throw new MissedReading(
          `the command ended with ${code === null ? ended : `code ${code}`}: run it by hand to see why`,
        );
      if (stdout.length > MOST_CHARACTERS) throw new MissedReading('the command writes more than 1 MB');
      return readOutput(stdout, readings ?? { [name]: '' });
    },
  };
}

/**
 * Numbers of an output: of JSON, or of lines `name: value` and `name=value`, by their paths; of the whole where the path
 * is empty. Throws MissedReading where one of them is not there; it holds the others. Pure.
 */
export function readOutput(output: string, paths: Readonly<Record<string, string>>): Reading[] {
  const text = output.trim();
  const document = jsonOf(text) ?? linesOf(text);
  const found: Reading[] = [];
  const lost: string[] = [];
  for (const [metric, path] of Object.entries(paths)) {
    const value = numberOf(path === '' ? text : at(document, path));
    const { unit, size } = unitOfName(metric);
    if (value === undefined) lost.push(path === '' ? 'the output is no number' : `no number at ${path}`);
    else found.push({ metric, unit, value: value * size });
  }
  if (lost.length > 0) throw new MissedReading(lost.join(', '), found);
  return found;
}

function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function linesOf(text: string): Record<string, string> {
  const lines = text.split('\n').flatMap((line) => {
    const [, name, value] = /^\s*([^:=\s][^:=]*?)\s*[:=]\s*(\S+)\s*$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value!] as const];
  });
  return Object.fromEntries(lines);
}

/** What a path leads to: names between dots, places in lists in brackets: `queues[0].length`. */
function at(document: unknown, path: string): unknown {
  if (typeof document === 'object' && document !== null && Object.hasOwn(document, path))
    return Reflect.get(document, path);
  return path
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter((part) => part !== '')
    .reduce<unknown>(
      (value, part) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, part)
          ? Reflect.get(value, part)
          : undefined,
      document,
    );
}

/** A number as it is written, also as 12% and 0.5m are not: a unit behind it would be lost. */
function numberOf(value: unknown): number | undefined {
  const number =
    typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

import { withoutQueries } from './redact.ts';
import { visible } from './visible.ts';

/** Where a problem sits: a file, a place in it, or a path inside a document (`objectives[2].target`). */
export interface Location {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly path?: string | undefined;
}

/** One problem as it is told to a person: what, where, why, and the next step. */
export interface Problem {
  readonly what: string;
  readonly where?: Location;
  readonly why?: string | undefined;
  /** What another program said of it, line by line. */
  readonly said?: readonly string[] | undefined;
  readonly next?: string | undefined;
}

/** `file:line:column (path)`, with the parts that are known; empty when nothing is. */
export function formatWhere(where: Location | undefined): string {
  if (!where) return '';
  const place = [where.file, where.line, where.column].filter((part) => part !== undefined).join(':');
  if (!where.path) return place;
  return place ? `${place} (${where.path})` : where.path;
}

/**
 * A problem as lines of text: `where: what`, then why and next, indented. Whatever others wrote into it, it has no more
 * lines and no query of a URL.
 */
export function formatProblem({ what, where, why, said = [], next }: Problem): string {
  const place = formatWhere(where);
  const lines = [place ? `${place}: ${what}` : what];
  if (why) lines.push(`  why:  ${why}`);
  lines.push(...said.map((line) => `        ${line}`));
  if (next) lines.push(`  next: ${next}`);
  return lines.map((line) => visible(withoutQueries(line))).join('\n');
}

/**
 * The caller asked for something that cannot be done: wrong usage or configuration (exit 2),
 * or a guard rail refused it (exit 6). In both cases no load was sent.
 */
export class UserError extends Error {
  readonly exitCode: 2 | 6;
  readonly problems: readonly Problem[];
  constructor(problems: Problem | readonly Problem[], exitCode: 2 | 6 = 2) {
    const list = Array.isArray(problems) ? (problems as readonly Problem[]) : [problems as Problem];
    super(list.map(formatProblem).join('\n'));
    this.name = 'UserError';
    this.exitCode = exitCode;
    this.problems = list;
  }
}

/** The world did not play along: k6 missing or crashed (7), target never reachable (8), report not written (9). */
export class RunError extends Error {
  readonly exitCode: 7 | 8 | 9;
  readonly problem: Problem;
  constructor(problem: Problem, exitCode: 7 | 8 | 9) {
    super(formatProblem(problem));
    this.name = 'RunError';
    this.exitCode = exitCode;
    this.problem = problem;
  }
}

/** Somebody wished loadkit to stop: exit 130 after SIGINT, 143 after SIGTERM. */
export class StopError extends Error {
  override readonly name = 'StopError';
  readonly signal: 'SIGINT' | 'SIGTERM';
  readonly exitCode: 130 | 143;
  constructor(signal: 'SIGINT' | 'SIGTERM', consequence?: string) {
    const what = `stopped by ${signal === 'SIGINT' ? 'the user' : signal}`;
    super(consequence === undefined ? what : `${what}: ${consequence}`);
    this.signal = signal;
    this.exitCode = signal === 'SIGINT' ? 130 : 143;
  }
}

/** Something loadkit believed impossible happened: exit 1, and the message asks for a report. */
export class InternalError extends Error {
  override readonly name = 'InternalError';
  readonly exitCode = 1;
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

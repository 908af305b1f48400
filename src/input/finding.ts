import { type Problem, UserError } from '../errors.ts';
import { withoutQueries } from '../redact.ts';

/** The way to a value inside a document: `['objectives', 2, 'target']`. */
export type Path = readonly (string | number)[];

/** A problem found in a document, before it is known on which line of which file it stands. */
export interface Finding {
  readonly level: 'error' | 'warning';
  readonly path: Path;
  /** The problem is the key itself, not its value. */
  readonly atKey?: boolean;
  readonly what: string;
  readonly why?: string;
  readonly next?: string;
}

/** Why and next of a finding; what is unknown is left out. */
export interface Advice {
  readonly why?: string | undefined;
  readonly next?: string | undefined;
}

/** A finding that forbids to go on. */
export function fault(path: Path, what: string, advice: Advice = {}): Finding {
  return { level: 'error', path, what, ...known(advice) };
}

/** A finding to be told, that forbids nothing. */
export function warning(path: Path, what: string, advice: Advice = {}): Finding {
  return { level: 'warning', path, what, ...known(advice) };
}

function known({ why, next }: Advice): { why?: string; next?: string } {
  return { ...(why === undefined ? {} : { why }), ...(next === undefined ? {} : { next }) };
}

/** `objectives[2].target`; keys that are no plain words are quoted: `objectives["API response"].target`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    if (!/^[\w-]+$/.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** A finding as a problem without file or line. */
export function toProblem(finding: Finding): Problem {
  const path = formatPath(finding.path);
  const { why, next } = known(finding);
  return {
    what: shorten(finding.what),
    ...(path === '' ? {} : { where: { path } }),
    ...(why === undefined ? {} : { why: shorten(why) }),
    ...(next === undefined ? {} : { next: shorten(next) }),
  };
}

/** Throws a UserError (exit 2) that holds all errors among the findings; returns when there is none. */
export function refuse(findings: readonly Finding[], place: (finding: Finding) => Problem = toProblem): void {
  const errors = findings.filter((finding) => finding.level === 'error');
  if (errors.length > 0) throw new UserError(errors.map(place));
}

/** A written value as it is quoted in a message: on one line, escaped. */
export function quote(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return JSON.stringify(value) ?? String(value);
}

const SHOWN = 300;

/**
 * A message that quotes what someone wrote, cut to a length that can be read; of a URL that is cut, nobody could tell
 * its password.
 */
export function shorten(written: string): string {
  const text = withoutQueries(written);
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}

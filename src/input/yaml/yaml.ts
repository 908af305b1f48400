import { type Document, Lexer, LineCounter, parseDocument } from 'yaml';
import { type Problem, UserError } from '../../errors.ts';
import { type Finding, formatPath, toProblem } from '../finding.ts';
import type { Environment } from './interpolate.ts';
import { locate } from './locate.ts';
import { fillIn, structureFaults, type Used } from './structure.ts';
import { syntaxFaults } from './syntax.ts';

/** No configuration is longer: bytes of the file, and characters of the text. */
export const LARGEST_FILE = 1_000_000;
/**
 * Tokens of YAML's grammar: 1,000 lines have about 10,000. Some inputs cost the parser their square (measured: 1 MB, 26
 * s).
 */
const MOST_TOKENS = 50_000;
const MOST_ALIASES = 100;
/** Shorter values are not masked in messages: "1" or "on" would eat the message. */
const SHORTEST_SECRET = 4;

/** A YAML file that was read: its value, and how to say where in it a finding stands. */
export interface YamlFile {
  readonly file: string;
  /** Plain data with variables filled in. Null when the file is empty. */
  readonly value: unknown;
  /** A finding with file, line and column; values that came from the environment are shown as `${NAME}` again. */
  readonly place: (finding: Finding) => Problem;
}

/**
 * Reads one YAML 1.2 document (core schema). Throws UserError, with line and column, for broken syntax, duplicate keys,
 * tags, merge keys, keys that are no text, alias bombs, deep nesting, several documents, and variables that are not
 * set. `environment` null: variables are not filled in, since the file is written for another program.
 */
export function readYaml(text: string, file: string, environment: Environment | null): YamlFile {
  refuseBulk(text, file);
  const lines = new LineCounter();
  // uniqueKeys costs the square of the number of keys; structureFaults looks for duplicates itself.
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
  });
  const at = (offset: number) => ({ file, line: lines.linePos(offset).line, column: lines.linePos(offset).col });
  if (document.errors.length > 0)
    throw new UserError(syntaxFaults(document, text).map(({ offset, ...fault }) => ({ ...fault, where: at(offset) })));
  const structure = structureFaults(document, text);
  const nothing = { used: [], faults: structure };
  const filled = structure.length === 0 && environment !== null ? fillIn(document, environment) : nothing;
  if (filled.faults.length > 0) {
    throw new UserError(
      filled.faults.map(({ node, path, what, next }) => ({
        what,
        where: { ...at(node.range?.[0] ?? 0), path: formatPath(path) },
        ...(next === undefined ? {} : { next }),
      })),
    );
  }
  return {
    file,
    value: plainData(document, file),
    place: (finding) => place(finding, document, lines, file, filled.used),
  };
}

function refuseBulk(text: string, file: string): void {
  const refused = (what: string, why: string): never => {
    throw new UserError({ what, where: { file }, why });
  };
  if (text.length > LARGEST_FILE)
    refused('the file is too large', `a configuration has at most ${LARGEST_FILE / 1e6} MB`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.exec(text);
  if (control) {
    const line = text.slice(0, control.index).split('\n').length;
    throw new UserError({
      what: `the file holds a control character (code ${control[0].charCodeAt(0)})`,
      where: { file, line },
    });
  }
  let [tokens, aliases] = [0, 0];
  for (const token of new Lexer().lex(text)) {
    tokens += 1;
    if (token.startsWith('*')) aliases += 1;
    if (tokens > MOST_TOKENS)
      refused('the file is too large', `a configuration has at most ${MOST_TOKENS} YAML tokens`);
    if (aliases > MOST_ALIASES)
      refused('too many aliases (*name)', `at most ${MOST_ALIASES}: they can make a small file explode`);
  }
}

function plainData(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new UserError({
      what: 'aliases (*name) that multiply',
      where: { file },
      why: error.message,
    });
  }
}

function place(
  finding: Finding,
  document: Document.Parsed,
  lines: LineCounter,
  file: string,
  used: readonly Used[],
): Problem {
  const masked = { ...finding, what: mask(finding.what, used) };
  if (finding.why !== undefined) masked.why = mask(finding.why, used);
  if (finding.next !== undefined) masked.next = mask(finding.next, used);
  const path = formatPath(finding.path);
  return {
    ...toProblem(masked),
    where: { file, ...locate(document, lines, finding.path, finding.atKey), ...(path === '' ? {} : { path }) },
  };
}

function mask(text: string, used: readonly Used[]): string {
  return used.reduce((masked, { name, value }) => {
    if (value.length < SHORTEST_SECRET) return masked;
    return masked
      .replaceAll(JSON.stringify(value).slice(1, -1), () => `\${${name}}`)
      .replaceAll(value, () => `\${${name}}`);
  }, text);
}

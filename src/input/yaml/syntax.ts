import { type Document, isScalar, Scalar, type YAMLParseError } from 'yaml';

/** A syntax error in words of what to write, and where. */
export interface SyntaxFault {
  readonly what: string;
  readonly next?: string;
  readonly offset: number;
}

/** Errors shown: the later ones follow from the first. */
const SHOWN = 3;

/**
 * What is no YAML in a text. The traps that configurations fall into have words of their own, the rest the parser's.
 */
export function syntaxFaults({ errors }: Document.Parsed, text: string): SyntaxFault[] {
  const faults = errors.map((error) => faultOf(error, text));
  // Two errors about one line of a block header are one trap.
  const apart = faults.filter(({ what, offset }, i) => {
    const before = faults[i - 1];
    return !before || before.what !== what || lineOf(text, before.offset) !== lineOf(text, offset);
  });
  return apart.slice(0, SHOWN);
}

function faultOf({ code, message, pos: [offset] }: YAMLParseError, text: string): SyntaxFault {
  const plain = `this is no valid YAML: ${message}`;
  if (code === 'MULTIPLE_DOCS')
    return {
      what: 'a second YAML document begins here, and a configuration is one',
      next: 'remove the line (--- or ...) between them, or write the second one into a file of its own',
      offset,
    };
  const line = lineOf(text, offset);
  const folded = UNQUOTED_BLOCK.exec(text.slice(line, lineEnd(text, line)));
  const value = folded?.[2]?.trim();
  if (folded && value !== undefined && (code === 'UNEXPECTED_TOKEN' || code === 'BAD_SCALAR_START'))
    return { ...blockFault(value), offset: line + folded.index + folded[1]!.length };
  if (code === 'BAD_SCALAR_START')
    return { what: `a text that begins with ${text[offset]} needs quotes`, next: 'write it in quotes: "…"', offset };
  if (code === 'BLOCK_AS_IMPLICIT_KEY')
    return {
      what: plain,
      next: 'a text with ": " in it needs quotes; fields of one list or entry begin in one column',
      offset,
    };
  if (code === 'TAB_AS_INDENT') return { what: plain, next: 'indent with spaces', offset };
  return { what: plain, offset };
}

/** A value that begins with `>` or `|` and goes on: `critical: > 500ms`, `- >= 5`, `{ target: > 1% }`. */
const UNQUOTED_BLOCK = /((?:^|[:[{,-])\s+|[[{])([>|][^#,\]}]*)/;

function blockFault(value: string): Pick<SyntaxFault, 'what' | 'next'> {
  const kind = value.startsWith('>') ? 'folded' : 'literal';
  return {
    what: `${value} has no quotes: in YAML ${value[0]} begins a ${kind} block of text`,
    next: `write ${JSON.stringify(value)}`,
  };
}

function lineOf(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/**
 * `critical: >5` is an empty block of text, of lines that are indented by five: no syntax error, and never what was
 * meant.
 */
export function emptyBlock(node: unknown, text: string): Pick<SyntaxFault, 'what' | 'next'> | undefined {
  if (!isScalar(node) || node.value !== '' || !node.range) return undefined;
  if (node.type !== Scalar.BLOCK_FOLDED && node.type !== Scalar.BLOCK_LITERAL) return undefined;
  const [start] = node.range;
  return blockFault(
    text
      .slice(start, lineEnd(text, start))
      .replace(/\s#.*$/, '')
      .trim(),
  );
}

const TYPOGRAPHIC = /^[\u201c\u201d\u201e\u00ab\u2018\u2019\u201a]/;
const BLANK = /\u00a0|\u202f|\u2007/;

/** What stands without quotes and is read otherwise than it was meant: `010`, `“< 1s”`, a blank that is no space. */
export function scalarTrap(node: unknown, text: string): Pick<SyntaxFault, 'what' | 'next'> | undefined {
  if (!isScalar(node) || node.type !== Scalar.PLAIN || !node.range) return undefined;
  const written = text.slice(node.range[0], node.range[1]);
  if (/^-?0\d+$/.test(written)) {
    const ten = written.replace(/^(-?)0+(?=\d)/, '$1');
    const eight = /^-?[0-7]+$/.test(written) ? `, and ${Number.parseInt(written, 8)} in YAML 1.1` : '';
    return {
      what: `${written} begins with 0: it is ${ten} in YAML 1.2${eight}`,
      next: `write ${ten}, or "${written}" for a text`,
    };
  }
  if (TYPOGRAPHIC.test(written))
    return {
      what: `${written[0]} is no quote in YAML: it would be a part of the text`,
      next: 'write straight ones: "…"',
    };
  // Behind a colon it ends no key.
  if (new RegExp(`:(${BLANK.source})`).test(written))
    return {
      what: 'a blank that is no space stands behind a colon (U+00A0, of a document or a chat)',
      next: 'write a space in its place',
    };
  return undefined;
}

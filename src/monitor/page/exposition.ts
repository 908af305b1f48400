/** A sample of a page of metrics. */
export interface PageSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The type of a family, as its page says it; `unknown` where it says none. */
export type FamilyType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'info' | 'stateset' | 'unknown';

/** What a page holds of what was asked for. */
export interface Exposition {
  readonly samples: readonly PageSample[];
  /** The types of the families that the page declares. */
  readonly types: ReadonlyMap<string, FamilyType>;
  /** The names of all samples of the page, also of those that nobody asked for. */
  readonly names: ReadonlySet<string>;
}

/** A text is no page of metrics, or not a whole one. */
export class ExpositionFault extends Error {
  override readonly name = 'ExpositionFault';
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const NUMBER = /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i;
const TYPES: ReadonlySet<string> = new Set(['counter', 'gauge', 'histogram', 'summary', 'info', 'stateset']);

/**
 * Reads the text format of Prometheus (0.0.4, and the quoted names of 3.0) and OpenMetrics 1.0, in one pass. Of samples
 * whose name nobody `wants` only the name is read. Timestamps and exemplars are left out. Throws ExpositionFault at the
 * first line that is neither: half a page would be half of the truth. Pure.
 *
 * Sources: prometheus.io/docs/instrumenting/exposition_formats; the OpenMetrics specification 1.0, "Text format".
 */
export function readExposition(text: string, wants: (name: string) => boolean): Exposition {
  const samples: PageSample[] = [];
  const types = new Map<string, FamilyType>();
  const names = new Set<string>();
  let line = 0;
  let ended = false;
  for (let from = 0; from < text.length; ) {
    line += 1;
    const next = text.indexOf('\n', from);
    const to = next < 0 ? text.length : next;
    const start = skipBlanks(text, from, to);
    if (start < to) {
      if (ended) throw new ExpositionFault(`line ${line} stands behind the end of the page (# EOF)`);
      if (text[start] === '#') ended = comment(text.slice(start, to).trimEnd(), types);
      else {
        const sample = new LineReader(text, start, to, line).sample(wants, names);
        if (sample) samples.push(sample);
      }
    }
    from = to + 1;
  }
  if (names.size === 0 && !ended) throw new ExpositionFault('the page is empty');
  return { samples, types, names };
}

/** Takes the type out of a comment; true for the one that ends an OpenMetrics page. */
function comment(text: string, types: Map<string, FamilyType>): boolean {
  if (text === '# EOF') return true;
  if (!text.startsWith('# TYPE ')) return false;
  const [, family, type] = /^# TYPE\s+(?:"((?:[^"\\]|\\.)*)"|\S+)\s+(\S+)$/.exec(text) ?? [];
  const name = family === undefined ? text.slice(7).trim().split(/\s+/)[0]! : unescaped(family);
  if (type !== undefined) types.set(name, TYPES.has(type) ? (type as FamilyType) : 'unknown');
  return false;
}

/** Reads one line with a sample from left to right. */
class LineReader {
  private readonly text: string;
  private at: number;
  private readonly to: number;
  private readonly line: number;

  constructor(text: string, at: number, to: number, line: number) {
    this.text = text;
    this.at = at;
    this.to = text[to - 1] === '\r' ? to - 1 : to;
    this.line = line;
  }

  sample(wants: (name: string) => boolean, names: Set<string>): PageSample | undefined {
    let name = this.text[this.at] === '{' ? undefined : this.word(NAME);
    if (name !== undefined && !wants(name)) {
      if (!/[\s{]/.test(this.text[this.at] ?? '')) throw this.fault();
      names.add(name);
      return undefined;
    }
    const labels: Record<string, string> = {};
    this.blanks();
    if (this.text[this.at] === '{') name = this.labels(labels, name);
    if (name === undefined) throw this.fault();
    names.add(name);
    const value = this.value();
    return wants(name) ? { name, labels, value } : undefined;
  }

  /** Reads `{a="b",…}`; the name of the sample may stand in front, in quotes. Returns it. */
  private labels(into: Record<string, string>, given: string | undefined): string | undefined {
    let name = given;
    this.at += 1;
    for (;;) {
      this.blanks();
      if (this.text[this.at] === '}') break;
      const quoted = this.text[this.at] === '"';
      const key = quoted ? this.quoted() : this.word(LABEL);
      this.blanks();
      if (this.text[this.at] === '=') {
        this.at += 1;
        this.blanks();
        if (Object.hasOwn(into, key)) throw this.fault();
        Object.defineProperty(into, key, {
          value: this.quoted(),
          enumerable: true,
          configurable: true,
          writable: true,
        });
      } else if (quoted && name === undefined) name = key;
      else throw this.fault();
      this.blanks();
      if (this.text[this.at] === ',') this.at += 1;
      else if (this.text[this.at] !== '}') throw this.fault();
    }
    this.at += 1;
    return name;
  }

  private value(): number {
    const [value = '', ...rest] = this.text.slice(this.at, this.to).trim().split(/\s+/);
    // A timestamp; in OpenMetrics an exemplar, behind a #.
    const [stamp] = rest;
    if (!NUMBER.test(value) || (stamp !== undefined && stamp !== '#' && !NUMBER.test(stamp))) throw this.fault();
    if (rest.length > 1 && stamp !== '#' && rest[1] !== '#') throw this.fault();
    const infinite = /^([+-]?)inf/i.exec(value);
    if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    return Number(value);
  }

  private quoted(): string {
    if (this.text[this.at] !== '"') throw this.fault();
    const start = this.at + 1;
    let escaped = false;
    for (let i = start; i < this.to; i++) {
      const char = this.text[i];
      if (char === '\\') {
        escaped = true;
        i += 1;
      } else if (char === '"') {
        this.at = i + 1;
        const raw = this.text.slice(start, i);
        return escaped ? unescaped(raw) : raw;
      }
    }
    throw this.fault();
  }

  private word(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [word] = pattern.exec(this.text) ?? [];
    if (word === undefined) throw this.fault();
    this.at += word.length;
    return word;
  }

  private blanks(): void {
    this.at = skipBlanks(this.text, this.at, this.to);
  }

  private fault(): ExpositionFault {
    return new ExpositionFault(`line ${this.line} of it is no metric`);
  }
}

function skipBlanks(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && (text[at] === ' ' || text[at] === '\t' || text[at] === '\r')) at += 1;
  return at;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));
}

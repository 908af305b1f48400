import { SHAPES } from './line-check.ts';
import type { EngineLine, Exemplar, Series, ThresholdsLine, TimelineLine } from './lines.ts';
import type { StatementsLine } from './monitor-lines.ts';
import type { FieldCheck } from './shape.ts';

/** Takes secrets out of the texts of lines. */
export interface Secrets {
  readonly text: (text: string) => string;
  /** Of what objectives are found by: whole words only. */
  readonly name: (text: string) => string;
  readonly url: (url: string) => string;
  readonly tags: (tags: Series['tags']) => Series['tags'];
}

/** What there is to know of a kind of lines. */
export interface KindOfLine<L> {
  /** Who writes it: a source, or loadkit itself. */
  readonly of: 'source' | 'loadkit';
  /** Whether a value has its shape, so that whoever folds it may rely on that. */
  readonly check: FieldCheck;
  /** Takes secrets out of it; absent where it holds none: numbers, and words of loadkit and k6. */
  readonly redact?: (line: L, secrets: Secrets) => L;
}

export type KindsOfLines<L extends { readonly t: string }> = {
  readonly [T in L['t']]: KindOfLine<Extract<L, { readonly t: T }>>;
};

const redactSeries = (line: Series, { tags }: Secrets): Series => ({ ...line, tags: tags(line.tags) });

const redactExemplar = (line: Exemplar, { url, text }: Secrets): Exemplar => ({
  ...line,
  url: url(line.url),
  error: text(line.error),
  traceparent: text(line.traceparent ?? ''),
});

/** As the names of their objectives are: what k6 told is found by them. */
const redactThresholds = (line: ThresholdsLine, { name }: Secrets): ThresholdsLine => ({
  ...line,
  of: line.of.map((of) => ({
    ...of,
    metric: name(of.metric),
    thresholds: of.thresholds.map((each) => ({ ...each, source: name(each.source) })),
  })),
});

/** The `?` of a statement's shape begins no query of a URL. */
const redactStatements = (line: StatementsLine, { name, text }: Secrets): StatementsLine => ({
  ...line,
  ...(line.texts ? { texts: line.texts.map(([id, shape]) => [id, name(shape)] as const) } : {}),
  ...(line.missing === undefined ? {} : { missing: text(line.missing) }),
});

/** The kinds of lines of a timeline (docs/record.md). A new kind is a row here, and a case where it is folded. */
export const KINDS_OF_LINES: KindsOfLines<TimelineLine> = {
  hello: { of: 'source', check: SHAPES.hello },
  series: { of: 'source', check: SHAPES.series, redact: redactSeries },
  frame: { of: 'source', check: SHAPES.frame },
  gen: { of: 'source', check: SHAPES.gen },
  census: { of: 'source', check: SHAPES.census },
  mark: { of: 'source', check: SHAPES.mark },
  exemplar: { of: 'source', check: SHAPES.exemplar, redact: redactExemplar },
  exceeded: { of: 'source', check: SHAPES.exceeded },
  thresholds: { of: 'source', check: SHAPES.thresholds, redact: redactThresholds },
  gap: { of: 'source', check: SHAPES.gap, redact: (line, { text }) => ({ ...line, reason: text(line.reason) }) },
  noticed: { of: 'source', check: SHAPES.noticed, redact: (line, { text }) => ({ ...line, text: text(line.text) }) },
  statements: { of: 'source', check: SHAPES.statements, redact: redactStatements },
  end: { of: 'source', check: SHAPES.end },
  event: { of: 'loadkit', check: SHAPES.event },
  command: { of: 'loadkit', check: SHAPES.command },
  commanded: {
    of: 'loadkit',
    check: SHAPES.commanded,
    redact: (line, { text }) => ({ ...line, output: text(line.output) }),
  },
  close: { of: 'loadkit', check: SHAPES.close },
};

/** Whether a line may have come from a source. */
export function isOfSource(line: TimelineLine): line is EngineLine {
  return KINDS_OF_LINES[line.t].of === 'source';
}

/** A line without secrets. Those of a search, which are not in this table, hold none. */
export function redactLine<L extends { readonly t: string }>(line: L, secrets: Secrets): L {
  const kinds: Readonly<Record<string, unknown>> = KINDS_OF_LINES;
  return (kinds[line.t] as KindOfLine<L> | undefined)?.redact?.(line, secrets) ?? line;
}

/** Whether a value is a line of one of some kinds. */
export function isLine<L extends { readonly t: string }>(kinds: KindsOfLines<L>, value: unknown): value is L {
  const t = (value as { readonly t?: unknown } | null)?.t;
  return typeof t === 'string' && Object.hasOwn(kinds, t) && kinds[t as L['t']].check(value);
}

/**
 * Reads one line. Undefined when it is of none of the kinds (broken JSON, another kind, another shape): the caller
 * counts it.
 */
export function parseLine<L extends { readonly t: string }>(kinds: KindsOfLines<L>, text: string): L | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isLine(kinds, value) ? value : undefined;
  } catch {
    return undefined;
  }
}

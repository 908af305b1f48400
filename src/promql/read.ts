import {
  AGGREGATIONS,
  ARITHMETIC,
  type Binary,
  COMPARISONS,
  type Expression,
  FUNCTIONS,
  type Matcher,
  SETS,
  type Selection,
} from './expression.ts';
import { parsePromql, type SyntaxNode, type Tree } from './grammar.ts';

/** An expression that loadkit can compute, or why it cannot. */
export type ReadPromql = { readonly tree: Expression } | { readonly reason: string };

/** What loadkit does not compute: the reason, as the end of a sentence about the rule. */
class NotComputed extends Error {}

/**
 * Reads the part of PromQL that can be computed on what monitors read: selections, rate, increase, the averages and
 * extremes over time, histogram_quantile of classic histograms, absent, offset, aggregations, numbersJoined, comparisons, and, or, unless.
 * Of everything else it says what it is. The expression must follow the grammar (`promqlFault`).
 */
export async function readPromql(text: string): Promise<ReadPromql> {
  return readTree(text, await parsePromql(text));
}

/** The same of an expression that was parsed. */
export function readTree(text: string, { topNode }: Tree): ReadPromql {
  const top = topNode.firstChild;
  try {
    if (top === null) throw new NotComputed('it is empty');
    return { tree: new Reader(text).expression(top) };
  } catch (error) {
    if (!(error instanceof NotComputed)) throw error;
    return { reason: error.message };
  }
}

class Reader {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  expression(node: SyntaxNode): Expression {
    switch (node.name) {
      case 'ParenExpr':
        return this.expression(node.firstChild!);
      case 'NumberDurationLiteral':
        return { kind: 'number', value: numberOf(this.#of(node)) };
      case 'UnaryExpr':
        return this.#signed(node);
      case 'VectorSelector':
        return this.#selection(node, null);
      case 'MatrixSelector': {
        const [of, range] = [node.firstChild!, node.lastChild!];
        if (of.name !== 'VectorSelector') throw this.#not(node);
        return this.#selection(of, spanOf(this.#of(range)));
      }
      case 'OffsetExpr':
        return this.#earlier(node);
      case 'FunctionCall':
        return this.#call(node);
      case 'AggregateExpr':
        return this.#aggregate(node);
      case 'BinaryExpr':
        return this.#binary(node);
      default:
        throw this.#not(node);
    }
  }

  #signed(node: SyntaxNode): Expression {
    const of = this.expression(node.lastChild!);
    return this.#of(node).startsWith('-')
      ? { kind: 'binary', op: '*', left: of, right: { kind: 'number', value: -1 } }
      : of;
  }

  #selection(node: SyntaxNode, range: number | null): Selection {
    const named = node.getChild('Identifier');
    const matchers = node.getChild('LabelMatchers');
    const all = matchers ? matchers.getChildren('UnquotedLabelMatcher').map((each) => this.#matcher(each)) : [];
    if (matchers && childrenOf(matchers).length !== all.length)
      throw new NotComputed('it names a metric or a label in quotes');
    const byLabel = all.find(({ label, op }) => label === '__name__' && op === '=');
    const metric = named ? this.#of(named) : byLabel?.value;
    const others = all.filter((each) => each !== byLabel);
    if (metric === undefined || others.some(({ label }) => label === '__name__'))
      throw new NotComputed('it selects series by something else than one name');
    return { kind: 'selection', metric, matchers: others, range };
  }

  /** `a offset 5m`: as it was so long before. */
  #earlier(node: SyntaxNode): Expression {
    const by = this.#of(node.lastChild!);
    if (by.startsWith('-')) throw this.#not(node);
    const earlier = (of: Expression, written: SyntaxNode): Expression => {
      // The grammar gives the whole of `a - b offset 5m` the offset, Prometheus b alone.
      if (of.kind === 'binary' && written.name === 'BinaryExpr')
        return { ...of, right: earlier(of.right, written.lastChild!) };
      if (of.kind !== 'selection' || written.name === 'ParenExpr') throw this.#not(node);
      return { ...of, offset: spanOf(by) };
    };
    return earlier(this.expression(node.firstChild!), node.firstChild!);
  }

  #matcher(node: SyntaxNode): Matcher {
    const [label, op, value] = [node.firstChild!, node.getChild('MatchOp')!, node.lastChild!];
    const matcher = { label: this.#of(label), op: this.#of(op) as Matcher['op'], value: unquoted(this.#of(value)) };
    if (matcher.op.includes('~')) regexOf(matcher.value);
    return matcher;
  }

  #call(node: SyntaxNode): Expression {
    const called = this.#of(node.firstChild!);
    const name = FUNCTIONS.find((each) => each === called);
    if (name === undefined) throw new NotComputed(`it calls ${called}(), which loadkit does not compute`);
    const args = childrenOf(node.lastChild!).map((each) => this.expression(each));
    const [first, second] = args;
    if (name === 'histogram_quantile') {
      if (first?.kind !== 'number' || second === undefined)
        throw new NotComputed('the quantile of its histogram_quantile() is no number');
    } else if (name === 'absent') {
      if (first === undefined || (first.kind === 'selection' && first.range !== null)) throw this.#not(node);
    } else if (first?.kind !== 'selection' || first.range === null) throw this.#not(node);
    return { kind: 'call', name, args };
  }

  #aggregate(node: SyntaxNode): Expression {
    const called = this.#of(node.firstChild!);
    const op = AGGREGATIONS.find((each) => each === called);
    if (op === undefined) throw new NotComputed(`it aggregates by ${called}, which loadkit does not compute`);
    const modifier = node.getChild('AggregateModifier');
    const labels =
      modifier
        ?.getChild('GroupingLabels')
        ?.getChildren('LabelName')
        .map((each) => this.#of(each)) ?? [];
    const body = childrenOf(node.getChild('FunctionCallBody')!);
    if (body.length !== 1) throw this.#not(node);
    return {
      kind: 'aggregate',
      op,
      by: modifier?.getChild('By') ? labels : null,
      without: modifier?.getChild('Without') ? labels : null,
      of: this.expression(body[0]!),
    };
  }

  #binary(node: SyntaxNode): Expression {
    if (node.getChild('MatchingModifierClause'))
      throw new NotComputed('it matches series by on() or ignoring(), which loadkit does not compute');
    if (node.getChild('BoolModifier')) throw new NotComputed('it compares with bool, which never filters');
    const [left, between, right] = [node.firstChild!, node.firstChild!.nextSibling!, node.lastChild!];
    const written = this.#of(between).toLowerCase();
    const op = [...COMPARISONS, ...ARITHMETIC, ...SETS].find((each): each is Binary['op'] => each === written);
    if (op === undefined) throw new NotComputed(`it has the operator ${written}, which loadkit does not compute`);
    return { kind: 'binary', op, left: this.expression(left), right: this.expression(right) };
  }

  #of({ from, to }: Pick<SyntaxNode, 'from' | 'to'>): string {
    return this.#text.slice(from, to);
  }

  #not(node: SyntaxNode): NotComputed {
    return new NotComputed(`it has ${WORDS[node.name] ?? `"${this.#of(node)}"`}, which loadkit does not compute`);
  }
}

const WORDS: Readonly<Record<string, string>> = {
  OffsetExpr: 'an offset of something else than a selection, or into the future',
  StepInvariantExpr: 'the modifier @',
  SubqueryExpr: 'a subquery',
  StringLiteral: 'a text',
};

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

/** A regular expression of PromQL, which fits a whole value; one that JavaScript reads otherwise is none here. */
export function regexOf(text: string): RegExp {
  try {
    return new RegExp(`^(?:${text})$`, 's');
  } catch {
    throw new NotComputed(`its regular expression ${JSON.stringify(text)} is one that only Prometheus reads`);
  }
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/** A duration as PromQL and rule files write it (`1h30m`, `90s`), in seconds; undefined of what is none. */
export function promDuration(text: string): number | undefined {
  if (/^0+$/.test(text)) return 0;
  const parts = [...text.matchAll(/(\d+)(ms|[smhdwy])/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text) return undefined;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0);
}

function spanOf(text: string): number {
  const seconds = promDuration(text) ?? Number(text);
  if (Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new NotComputed(`its range ${text} is computed`);
}

function numberOf(text: string): number {
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const value = promDuration(text) ?? Number(text.replaceAll('_', ''));
  if (Number.isNaN(value)) throw new NotComputed(`it compares with ${text}`);
  return value;
}

function unquoted(text: string): string {
  const [quote] = text;
  const inner = text.slice(1, -1);
  if (quote === '`') return inner;
  return inner.replace(/\\(.)/gs, (_, char: string) => ({ n: '\n', t: '\t', r: '\r' })[char] ?? char);
}

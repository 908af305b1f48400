import type { Figure } from '../../../result/figure.ts';
import { formatNumber } from '../../../units/format.ts';
import { type Figures, quantityText } from './quantity.ts';

/**
 * A figure with the arithmetic that gives it, in words: `replicas with a line each at large: 650 requests/s × (1 + 10
 * %) ÷ 180 requests/s, rounded up = 4 replicas`. Undefined of an input, which has none.
 */
export function arithmetic(id: string, figures: Figures): string | undefined {
  const figure = figures.get(id);
  // What was found without any, such as a month that is now.
  if (!figure?.expression || figure.value === null || /^[\d.]+$/.test(figure.expression)) return undefined;
  const words = new Expression(figure.expression, figures).words();
  const worked = /^(ceil|floor)\([^()]*\)$/.test(figure.expression) ? words.slice(1, -1) : words;
  const result = quantityText(figure.value, figure.unit);
  return worked === result ? undefined : `${figure.says}: ${worked} = ${result}`;
}

const TOKEN = /\s*([a-z][a-z0-9_]*|\d+(?:\.\d+)?(?:e[+-]?\d+)?|[-+*/^(),])/gy;
const SIGNS: Readonly<Record<string, string>> = { '*': '×', '/': '÷', '-': '−' };

interface Argument {
  readonly text: string;
  /** Where it is one figure or number. */
  readonly value: number;
}

type Call = (args: readonly Argument[]) => string;

const textOf = (args: readonly Argument[]) => args.map(({ text }) => text).join(', ');

/** The functions of docs/plan.md, as people say them. */
const CALLS: Readonly<Record<string, Call>> = {
  ceil: ([x]) => `(${x!.text}, rounded up)`,
  floor: ([x]) => `(${x!.text}, rounded down)`,
  max: (all) => `the largest of ${textOf(all)}`,
  min: (all) => `the smallest of ${textOf(all)}`,
  log: ([x]) => `ln(${x!.text})`,
  replicas_separate: (all) => separate(...(all as [Argument, Argument, Argument, Argument])),
  replicas_pooled: ([rate, time, quantile, limit]) =>
    `the fewest on one line (M/M/c) with ${rate!.text} and ${time!.text} of service each that keep ${quantile!.text} within ${limit!.text}`,
  service_time: ([rate, servers, quantile, limit]) =>
    `that with which ${servers!.text} on one line (M/M/c) carry ${rate!.text} and keep ${quantile!.text} within ${limit!.text}`,
  erlang_c: ([servers, load]) => `Erlang C of ${load!.text} in use on ${servers!.text}`,
};

function separate(rate: Argument, promised: Argument, measured: Argument, imbalance: Argument): string {
  const share = measured.value === 1 ? promised.text : `(${promised.text} ÷ ${measured.text})`;
  const split = (rate.value * (1 + imbalance.value) * measured.value) / promised.value;
  if (rate.value <= promised.value / measured.value) return `one, since ${rate.text} ≤ ${share}`;
  if (rate.value <= promised.value && split > measured.value)
    return `as many as were measured, since ${rate.text} ≤ ${promised.text}`;
  return `${rate.text} × (1 + ${imbalance.text}) ÷ ${share}, rounded up`;
}

/** A mathjs expression of a plan, read token by token; what it does not know it shows as it is written. */
class Expression {
  private readonly tokens: string[];
  private at = 0;
  private readonly figures: Figures;

  constructor(text: string, figures: Figures) {
    this.tokens = [...text.matchAll(TOKEN)].map((match) => match[1]!);
    this.figures = figures;
  }

  words(end?: string): string {
    const parts: string[] = [];
    while (this.at < this.tokens.length && this.tokens[this.at] !== end && this.tokens[this.at] !== ')')
      parts.push(this.part());
    return parts.join(' ');
  }

  private part(): string {
    const token = this.tokens[this.at++]!;
    if (token === '(') return `(${this.closing()})`;
    if (/^[a-z]/.test(token))
      return this.tokens[this.at] === '(' ? this.call(token) : named(this.figures.get(token), token);
    if (/^\d/.test(token)) return formatNumber(Number(token), 9);
    return SIGNS[token] ?? token;
  }

  private closing(): string {
    const inside = this.words();
    this.at += 1;
    return inside;
  }

  private call(name: string): string {
    this.at += 1;
    const args: Argument[] = [];
    while (this.at < this.tokens.length && this.tokens[this.at] !== ')') {
      const first = this.tokens[this.at]!;
      args.push({ value: this.figures.value(first) ?? Number(first), text: this.words(',') });
      if (this.tokens[this.at] === ',') this.at += 1;
    }
    this.at += 1;
    return (CALLS[name] ?? ((all) => `${name}(${textOf(all)})`))(args);
  }
}

function named(figure: Figure | undefined, id: string): string {
  return figure ? quantityText(figure.value, figure.unit) : id;
}

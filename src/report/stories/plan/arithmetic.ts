import { formatNumber } from '../../../units/format.ts';
import { quantityText } from '../../../units/quantity-text.ts';
import { readExpression, type Term } from './expression.ts';
import type { Figures } from './quantity.ts';

/**
 * A figure with the arithmetic that gives it, in words: `replicas with a line each at large: 650 requests/s × (1 + 10
 * %) ÷ 180 requests/s, rounded up = 4 replicas`. Undefined of an input, which has none.
 */
export function arithmetic(id: string, figures: Figures): string | undefined {
  const worked = workedOut(id, figures);
  return worked === undefined ? undefined : `${figures.get(id)?.says}: ${worked}`;
}

/** The same without what the figure is. */
export function workedOut(id: string, figures: Figures): string | undefined {
  const figure = figures.get(id);
  if (!figure?.expression || figure.value === null) return undefined;
  const terms = readExpression(figure.expression);
  // What was found without any, such as a month that is now.
  if (terms.length === 1 && terms[0]!.kind === 'number') return undefined;
  const worked = wholeText(terms, figures);
  const result = quantityText(figure.value, figure.unit);
  return worked === result ? undefined : `${worked} = ${result}`;
}

const SIGNS: Readonly<Record<string, string>> = { '*': '×', '/': '÷', '-': '−' };
const ROUNDED: Readonly<Record<string, string>> = { ceil: 'rounded up', floor: 'rounded down' };

interface Argument {
  readonly text: string;
  /** Where it is one figure or number, else NaN. */
  readonly value: number;
}

type Call = (args: readonly Argument[]) => string;

const textOf = (args: readonly Argument[]) => args.map(({ text }) => text).join(', ');

/** The functions of docs/plan.md, as people say them. */
const CALLS: Readonly<Record<string, Call>> = {
  ceil: ([x]) => `(${x!.text}, ${ROUNDED['ceil']})`,
  floor: ([x]) => `(${x!.text}, ${ROUNDED['floor']})`,
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

/** A whole expression: where all of it is rounded, that is said at its end. */
function wholeText(terms: readonly Term[], figures: Figures): string {
  const [only] = terms;
  if (terms.length !== 1 || only?.kind !== 'call') return termsText(terms, figures);
  const rounded = ROUNDED[only.name];
  const [inner = []] = only.args;
  const flat = inner.every(({ kind }) => kind !== 'group' && kind !== 'call');
  return rounded && flat ? `${termsText(inner, figures)}, ${rounded}` : termsText(terms, figures);
}

function termsText(terms: readonly Term[], figures: Figures): string {
  return terms.map((term) => termText(term, figures)).join(' ');
}

/** What is not known here is shown as it is written. */
function termText(term: Term, figures: Figures): string {
  switch (term.kind) {
    case 'number':
      return formatNumber(term.value, 9);
    case 'name': {
      const figure = figures.get(term.id);
      return figure ? quantityText(figure.value, figure.unit) : term.id;
    }
    case 'sign':
      return SIGNS[term.sign] ?? term.sign;
    case 'group':
      return `(${termsText(term.terms, figures)})`;
    case 'call': {
      const args = term.args.map((arg): Argument => ({ text: termsText(arg, figures), value: numberOf(arg, figures) }));
      return (CALLS[term.name] ?? ((all) => `${term.name}(${textOf(all)})`))(args);
    }
  }
}

function numberOf([first]: readonly Term[], figures: Figures): number {
  if (first?.kind === 'number') return first.value;
  return first?.kind === 'name' ? (figures.value(first.id) ?? Number.NaN) : Number.NaN;
}

import { describe, expect, test } from 'vitest';
import { readExpression, type Term } from '../../../../src/report/stories/plan/expression.ts';

/** A sequence of terms as one line, with every nesting shown. */
function shown(terms: readonly Term[]): string {
  return terms.map(termText).join(' ');
}

function termText(term: Term): string {
  switch (term.kind) {
    case 'number':
      return `#${term.value}`;
    case 'name':
      return term.id;
    case 'sign':
      return term.sign;
    case 'group':
      return `(${shown(term.terms)})`;
    case 'call':
      return `${term.name}<${term.args.map(shown).join('; ')}>`;
  }
}

describe('the expression of a figure', () => {
  test.each([
    ['12.5', '#12.5'],
    ['1.5e-3 * x', '#0.0015 * x'],
    ['a_1 / (b + 2)^c', 'a_1 / (b + #2) ^ c'],
    ['ceil(a * (1 + b))', 'ceil<a * (#1 + b)>'],
    ['max(a, min(b, 3), c - 1)', 'max<a; min<b; #3>; c - #1>'],
    ['log((limit) / now) / log(1 + rate)', 'log<(limit) / now> / log<#1 + rate>'],
    ['', ''],
  ])('%s', (text, terms) => expect(shown(readExpression(text))).toBe(terms));
});

/** A piece of an expression; a sequence of them stands in the order in which it was written. */
export type Term =
  | { readonly kind: 'number'; readonly value: number }
  /** The id of a figure. */
  | { readonly kind: 'name'; readonly id: string }
  | { readonly kind: 'sign'; readonly sign: string }
  | { readonly kind: 'group'; readonly terms: readonly Term[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly (readonly Term[])[] };

const TOKEN = /\s*(?:([a-z][a-z0-9_]*)|(\d+(?:\.\d+)?(?:e[+-]?\d+)?)|([-+*/^(),]))/gy;

/** Reads the expression of a figure, which plan.json holds in the notation of mathjs (docs/plan.md). */
export function readExpression(text: string): Term[] {
  const tokens = [...text.matchAll(TOKEN)].map(([, name, number, sign]) => ({ name, number, sign }));
  let at = 0;
  /** Up to what closes it: a parenthesis, or a comma between arguments. */
  const terms = (): Term[] => {
    const read: Term[] = [];
    for (; at < tokens.length; ) {
      const { name, number, sign } = tokens[at]!;
      if (sign === ')' || sign === ',') break;
      at += 1;
      if (number !== undefined) read.push({ kind: 'number', value: Number(number) });
      else if (sign === '(') read.push({ kind: 'group', terms: closed()[0] ?? [] });
      else if (sign !== undefined) read.push({ kind: 'sign', sign });
      else if (tokens[at]?.sign === '(') {
        at += 1;
        read.push({ kind: 'call', name: name!, args: closed() });
      } else read.push({ kind: 'name', id: name! });
    }
    return read;
  };
  /** What stands between commas, behind an opened parenthesis and up to the one that closes it. */
  const closed = (): Term[][] => {
    const parts = [terms()];
    while (tokens[at]?.sign === ',') {
      at += 1;
      parts.push(terms());
    }
    at += 1;
    return parts;
  };
  return terms();
}

import { escapedHtml } from '../escape.ts';

/** Markup of a page. Only `html` and `raw` make it: a text is none, however it looks. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a page: texts are escaped, markup stays as it is. */
export type Content = string | Markup | readonly Content[];

/** A piece of a page: every value that is no markup is escaped, inside an element as in a quoted attribute. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(parts.reduce((page, part, i) => page + written(values[i - 1]!) + part));
}

/** A text that is markup already: of loadkit itself, never of others. */
export function raw(markup: string): Markup {
  return new Markup(markup);
}

/** Pieces one after the other, `between` them what is given. */
export function joined(pieces: readonly Markup[], between = '\n'): Markup {
  return new Markup(pieces.map(({ text }) => text).join(between));
}

function written(value: Content): string {
  if (value instanceof Markup) return value.text;
  return typeof value === 'object' ? value.map(written).join('') : escapedHtml(value);
}

import type { Facts } from '../blocks.ts';
import { type Sign, symbol } from '../symbols.ts';
import { markOf } from '../words.ts';
import { type Content, html, type Markup, raw } from './markup.ts';

/** The symbol of a zone. */
export function signOf(sign: Sign, size?: number): Markup {
  return raw(symbol(sign, size));
}

/** A zone as symbol and word: colour never carries it alone. */
export function badge(sign: Sign, word: string = markOf(sign).word): Markup {
  return html`<span class="chip z-${sign}">${signOf(sign)}${word}</span>`;
}

export function bulletList(items: readonly Content[]): Content {
  return items.length === 0 ? '' : html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

export function pairs(facts: Facts): Markup {
  return html`<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** What is shown on demand; nothing without content. */
export function fold(title: string, content: Markup): Content {
  return content.text === '' ? '' : html`<details class="fold"><summary>${title}</summary>${content}</details>`;
}

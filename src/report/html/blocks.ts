import type { Block, Check, Doubt, ErrorKind, Step } from '../blocks.ts';
import { hint, stack } from './charts.ts';
import { type Content, html, joined, Markup } from './markup.ts';
import { matrix, objectivesTable } from './objectives.ts';
import { badge, bulletList, fold, pairs, signOf } from './parts.ts';
import { table } from './table.ts';
import { verdicts } from './verdicts.ts';

/** Blocks as markup, one after the other. */
export function blocksOf(blocks: readonly Block[]): Markup {
  return joined(
    blocks.map(blockOf).filter((content) => content instanceof Markup),
    '',
  );
}

/** A block as markup; empty where it has nothing to show. */
function blockOf(block: Block): Content {
  switch (block.kind) {
    case 'heading':
      return html`<h3>${block.text}</h3>`;
    case 'note':
      return html`<p class="note">${block.text}</p>`;
    case 'table':
      return table(block.table);
    case 'list':
    case 'caveats':
      return bulletList(block.items);
    case 'steps':
      return html`<ol class="recs">${block.steps.map(step)}</ol>`;
    case 'facts':
      return pairs(block.facts);
    case 'checks':
      return checks(block.checks);
    case 'doubts':
      return doubts(block.doubts);
    case 'bullets':
      return objectivesTable(block.rows, block.judged);
    case 'matrix':
      return matrix(block.matrix);
    case 'verdicts':
      return verdicts(block.verdicts);
    case 'charts':
      return html`${stack(block.charts)}${block.hint ? hint(block.hint) : ''}`;
    case 'errors':
      return html`${block.errors.map(errorKind)}`;
    case 'fold':
      return fold(block.title, blocksOf(block.blocks));
  }
}

function step({ text, arithmetic }: Step): Markup {
  return html`<li><span>${text}${arithmetic.map((line) => html`<span class="sub">${line}</span>`)}</span></li>`;
}

function checks(all: readonly Check[]): Markup {
  const rows = all.map(
    ({ name, found, asked, passed }) =>
      html`<tr><td class="name"><b>${name}</b></td><td data-l="found">${found}</td><td data-l="asked">${asked}</td><td>${passed ? badge('met', 'passed') : badge('critical', 'failed')}</td></tr>`,
  );
  const head = ['Check', 'Found', 'Asked', 'Result'].map((text) => html`<th scope="col">${text}</th>`);
  return html`<div class="scroll"><table class="stack"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function doubts(all: readonly Doubt[]): Content {
  if (all.length === 0) return '';
  return html`<div class="banner">${signOf('inconclusive', 20)}${bulletList(all.map(({ text, next }) => `${text}. What to do: ${next}.`))}</div>`;
}

function errorKind({ title, examples }: ErrorKind): Markup {
  return html`<h3>${title}</h3>${bulletList(examples)}`;
}

import type { Block } from '../blocks.ts';
import { bullets, sentence, tableOf } from './text.ts';

/** Blocks as Markdown, those that have nothing to show left out. */
export function blocksOf(blocks: readonly Block[]): string {
  return blocks.map(blockOf).filter(Boolean).join('\n\n');
}

/** What is drawn, and what stands in the guide's own sections, is left out. */
function blockOf(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `### ${sentence(block.text)}`;
    case 'note':
      return sentence(block.text);
    case 'table':
      return tableOf(block.table);
    case 'list':
      return bullets(block.items.map(sentence));
    case 'steps':
      return block.steps
        .map(({ text, arithmetic }) =>
          [`- ${sentence(text)}`, ...arithmetic.map((line) => `  - ${sentence(line)}`)].join('\n'),
        )
        .join('\n');
    case 'facts':
      return block.facts.map(([name, value]) => `${sentence(name)} ${sentence(value)}`).join(' · ');
    case 'doubts':
      return bullets(block.doubts.map(({ text, next }) => sentence(`${text}. What to do: ${next}.`)));
    case 'errors':
      return bullets(block.errors.map(({ title }) => sentence(title)));
    case 'checks':
      return bullets(block.checks.map(({ name, found, asked }) => sentence(`${name}: ${found} (asked: ${asked})`)));
    case 'fold':
      return [`### ${sentence(block.title)}`, blocksOf(block.blocks)].join('\n\n');
    case 'bullets':
    case 'matrix':
    case 'charts':
      return '';
  }
}

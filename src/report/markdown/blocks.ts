import type { Block, ErrorKind, Verdicts } from '../blocks.ts';
import { withoutMiddle } from '../escape.ts';
import { chartImages } from './charts.ts';
import { matrixGrid, objectivesGrid } from './objectives.ts';
import { bullets, factValue, LONGEST_VALUE, sentence, symbolOf, tableOf } from './text.ts';

const MOST_ERRORS = 10;

/** Blocks as Markdown, those that have nothing to show left out. */
export type Writer = (blocks: readonly Block[]) => string;

/** A writer that names `whole` as the file that shows what is too long for a comment. */
export function writerFor(whole: string): Writer {
  const write: Writer = (blocks) =>
    blocks
      .map((block) => blockOf(block, whole, write))
      .filter(Boolean)
      .join('\n\n');
  return write;
}

function blockOf(block: Block, whole: string, write: Writer): string {
  switch (block.kind) {
    case 'heading':
      return `### ${sentence(block.text)}`;
    case 'note':
      return sentence(block.text);
    case 'table':
      return tableOf(block.table, whole);
    case 'list':
    case 'caveats':
      return bullets(block.items.map(sentence));
    case 'steps':
      return block.steps
        .map(({ text, arithmetic }) =>
          [`- ${sentence(text)}`, ...arithmetic.map((line) => `  - ${sentence(line)}`)].join('\n'),
        )
        .join('\n');
    case 'facts':
      return bullets(block.facts.map((fact) => `${sentence(fact[0])}: ${factValue(fact)}`));
    case 'checks':
      return bullets(
        block.checks.map(
          ({ name, found, asked, passed }) =>
            `${symbolOf(passed ? 'met' : 'critical')} ${sentence(`${name}: ${found} (asked: ${asked})`)}`,
        ),
      );
    case 'doubts':
      return bullets(block.doubts.map(({ text, next }) => sentence(`${text}. What to do: ${next}.`)));
    case 'bullets':
      return objectivesGrid(block.rows, block.judged, whole);
    case 'matrix':
      return matrixGrid(block.matrix, whole);
    case 'verdicts':
      return verdicts(block.verdicts);
    case 'charts':
      return chartImages(block.charts);
    case 'errors':
      return errors(block.errors, whole);
    case 'fold': {
      const content = write(block.blocks);
      return content && `### ${sentence(block.title)}\n\n${content}`;
    }
  }
}

function verdicts({ rows }: Verdicts): string {
  return bullets(
    rows.map(({ name, sign, word, says }) => `${symbolOf(sign)} **${sentence(name)}** ${sentence(`${word}: ${says}`)}`),
  );
}

function errors(all: readonly ErrorKind[], whole: string): string {
  const items = all
    .slice(0, MOST_ERRORS)
    .map(({ title, examples: [example] }) =>
      example ? `${sentence(title)}, e.g. ${sentence(withoutMiddle(example, LONGEST_VALUE))}` : sentence(title),
    );
  const more = all.length > MOST_ERRORS ? [`${all.length - MOST_ERRORS} more kinds in ${whole}`] : [];
  return bullets([...items, ...more]);
}

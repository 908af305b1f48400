import { withoutCommands } from '../../visible.ts';
import type { Fact } from '../blocks.ts';
import type { Part, Report } from '../report.ts';
import { writerFor } from './blocks.ts';
import { factValue, sentence, symbolOf } from './text.ts';

/**
 * A report as a comment on a pull request, read on a phone: a heading that can be the subject of a mail, what matters
 * most, all else folded. What is too long for a comment stands whole in the page of the same name.
 */
export function markdownReport({ sign, decision, comment, stem }: Report): string {
  const { subject, parts, folded, foot } = comment;
  const write = writerFor(`${stem}.html`);
  const section = ({ title, blocks }: Part): string[] => {
    const content = write(blocks);
    if (content === '') return [];
    return title === '' ? [content] : [`## ${sentence(title)}`, content];
  };
  const lines = [
    `# ${symbolOf(sign)} ${sentence(subject)} · ${sentence(decision.headline)}`,
    ...parts.flatMap(section),
    `<details>\n<summary>${sentence(folded.title)}</summary>`,
    write(folded.blocks),
    ...folded.parts.flatMap(section),
    '</details>',
    foot.map(factOf).join(' · '),
  ];
  return withoutCommands(`${lines.filter(Boolean).join('\n\n')}\n`);
}

function factOf(fact: Fact): string {
  const [name] = fact;
  return name === '' ? factValue(fact) : `${sentence(name)} ${factValue(fact)}`;
}

import { visible } from '../../visible.ts';
import type { Part, Report } from '../report.ts';
import { markOf } from '../words.ts';
import { linesOf, type TerminalLook } from './blocks.ts';
import { wrapped } from './layout.ts';
import { paint } from './paint.ts';

export interface TerminalView extends TerminalLook {
  /** Paths of the reports that were written. */
  readonly files: readonly string[];
}

/** A report as it stands on stdout: the decision, the parts that the story chose for it, the files that were written. */
export function terminalReport({ sign, decision, screen }: Report, view: TerminalView): string {
  const { width, colour, files } = view;
  const head = wrapped(`${markOf(sign).sign} ${decision.headline}`, width, 0, 2);
  const lines = [
    '',
    ...head.map((line) => paint(line, sign, colour)),
    ...wrapped(decision.detail, width, 2, 2),
    ...screen.flatMap((part) => partOf(part, view)),
    ...(files.length > 0 ? ['', ...files.map((file) => `  ${visible(file)}`)] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** A part after an empty line; nothing where its blocks have nothing to show. */
function partOf({ title, blocks }: Part, look: TerminalLook): string[] {
  const lines = linesOf(blocks, look);
  if (lines.length === 0) return [];
  return ['', ...(title === '' ? [] : wrapped(title, look.width, 0, 2)), ...lines];
}

import type { Block } from '../blocks.ts';
import { markdownReport } from '../markdown/markdown.ts';
import type { Part, Report } from '../report.ts';

/** A step's summary has 1 MiB; GitHub shows none of a larger one. Some is left for what other steps say. */
export const LARGEST_SUMMARY = 900_000;

/**
 * A report as the summary of a job: its comment, the verdict first, without pictures, of which a summary knows no path;
 * cut at the end of a line where it is too long, which is said.
 */
export function jobSummary(report: Report, room = LARGEST_SUMMARY): string {
  const { comment } = report;
  const text = markdownReport({
    ...report,
    comment: {
      ...comment,
      parts: comment.parts.map(withoutCharts),
      folded: { ...withoutCharts(comment.folded), parts: comment.folded.parts.map(withoutCharts) },
    },
  });
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= room) return text;
  const note = `\n\n</details>\n\n**Cut here**: the whole stands in ${report.stem}.md and ${report.stem}.html.\n`;
  const kept = new TextDecoder().decode(bytes.subarray(0, Math.max(0, room - note.length)));
  return `${kept.slice(0, Math.max(0, kept.lastIndexOf('\n')))}${note}`;
}

function withoutCharts<T extends Part>(part: T): T {
  return { ...part, blocks: part.blocks.filter((block: Block) => block.kind !== 'charts') };
}

import { markdown, shortened } from './escape.ts';
import type { ObjectiveRow, ReportModel } from './model.ts';
import type { Table } from './tables.ts';
import { markOf } from './words.ts';

const LONGEST_CELL = 80;
const MOST_ROWS = 20;

/** The load-test report in the shape of the operations guides (summary, results, observations, recommendations), fit for a pull request. */
export function markdownReport(model: ReportModel): string {
  const { sign, word } = markOf(model.verdict);
  const counted = model.objectives.filter((row) => row.counts);
  const beyond = model.objectives.filter((row) => !row.counts);
  const parts = [
    `# ${sign} ${text(model.decision.headline)}`,
    model.decision.detail ? text(model.decision.detail) : '',
    '## Summary',
    bullets(
      [['Verdict', word], ['Scenario', model.title], ...model.facts].map(
        ([label, value]) => `**${text(label)}**: ${text(value)}`,
      ),
    ),
    '## Results',
    results(counted),
    ...titled('## Observations', bullets([...model.estimates, ...model.caveats, ...model.events].map(text))),
    ...titled('## Recommendations', bullets(model.recommendations.map(text))),
    ...titled('## Stages', table(model.stages)),
    ...titled('## Endpoints', table(model.endpoints)),
    ...titled(
      '## Errors',
      bullets(model.errors.flatMap(({ title, examples }) => [text(title), ...examples.map((e) => `e.g. ${text(e)}`)])),
    ),
    ...titled('## Beyond the verdict', results(beyond)),
    '## Where the numbers come from',
    bullets(model.provenance.map(([label, value]) => `${text(label)}: ${text(value)}`)),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function titled(title: string, content: string): string[] {
  return content ? [title, content] : [];
}

function results(rows: readonly ObjectiveRow[]): string {
  if (rows.length === 0) return '';
  return lines(
    ['Metric', 'Over', 'Target', 'Actual', '95 % interval', 'n', 'Status'],
    rows.map((row) => {
      const { sign, word } = markOf(row.zone);
      const limit = row.target === '–' ? `critical ${row.critical}` : row.target;
      const name = row.note ? `${row.name} (${row.note})` : row.name;
      return [
        `${name}: ${row.measure}`,
        row.over,
        limit,
        row.actual,
        row.interval || '–',
        row.samples,
        `${sign} ${word}`,
      ];
    }),
  );
}

function table({ head, rows }: Table): string {
  if (rows.length === 0) return '';
  const more = rows.length > MOST_ROWS ? `\n\n${rows.length - MOST_ROWS} more in report.html` : '';
  return `${lines(head, rows.slice(0, MOST_ROWS))}${more}`;
}

function lines(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.map(text).join(' | ')} |`;
  return [row(head), `|${head.map((_, i) => (i === 0 ? ' --- ' : ' ---: ')).join('|')}|`, ...rows.map(row)].join('\n');
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function text(content: string): string {
  return markdown(shortened(content, LONGEST_CELL * 3));
}

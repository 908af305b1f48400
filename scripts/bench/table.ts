import { type Finding, summaryOf, verdictOf } from './finding.ts';

const HEAD = ['measure', 'bar', 'median', '95 % interval', 'n', 'verdict'];

/** The findings as a table of text, or of Markdown for docs/performance.md. */
export function tableOf(findings: readonly Finding[], markdown: boolean): string {
  const rows = [HEAD, ...findings.map(rowOf)];
  if (markdown) {
    const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
    return [line(HEAD), line(HEAD.map(() => '---')), ...rows.slice(1).map(line)].join('\n');
  }
  const widths = HEAD.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function rowOf(finding: Finding): string[] {
  const { measure, bar, unit, samples } = finding;
  const { median, low, high } = summaryOf(samples);
  return [
    measure,
    bar ? `${bar.op} ${quantity(bar.value, unit)}` : '',
    quantity(median, unit),
    samples.length > 1 ? `${number(low)} to ${number(high)}` : '',
    String(samples.length),
    verdictOf(finding),
  ];
}

function quantity(value: number, unit: Finding['unit']): string {
  return unit === 'ratio' || unit === 'none' ? number(value) : `${number(value)} ${unit}`;
}

/** Three digits and no exponent; ratios close to 1 want the third decimal. */
function number(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 2 ? 2 : 3);
}

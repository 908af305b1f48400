import type { Chart } from '../report/charts.ts';

/** A link to a chart's numbers as CSV, in base units; made when it is followed. */
export function csvLink(chart: Chart): HTMLAnchorElement {
  const link = Object.assign(document.createElement('a'), {
    href: '#',
    textContent: 'CSV',
    download: `${chart.id}.csv`,
  });
  link.setAttribute('aria-label', `${chart.title} as CSV`);
  link.addEventListener('click', () => {
    link.href = URL.createObjectURL(new Blob([csvOf(chart)], { type: 'text/csv' }));
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  });
  return link;
}

/** The columns of a chart: seconds (or the lower edge of a bin), then one column a line; an empty field is a gap. */
export function csvOf({ x, lines, unit }: Chart): string {
  const first = x.kind === 'time' ? 'second' : 'from_seconds';
  const rows = Math.max(0, ...lines.map((line) => line.values.length));
  const at = (i: number) => (x.kind === 'time' ? i * x.bin : x.edges[i]);
  const head = [first, ...lines.map(({ name }) => `${name} (${unit})`.replaceAll('"', '""'))];
  const body = Array.from({ length: rows }, (_, i) => [at(i), ...lines.map(({ values }) => values[i] ?? '')].join(','));
  return `${head.map((name) => `"${name}"`).join(',')}\n${body.join('\n')}\n`;
}

import type { Chart } from '../report/chart.ts';

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

/** The columns of a chart: its axis in base units, then one column a line; an empty field is a gap. */
export function csvOf({ x, lines, unit }: Chart): string {
  const first = { time: 'second', latency: 'from_seconds', quantity: x.kind === 'quantity' ? x.unit : '' }[x.kind];
  const head = [first, ...lines.map(({ name }) => `${name} (${unit})`)].map(
    (name) => `"${name.replaceAll('"', '""')}"`,
  );
  return `${head.join(',')}\n${(x.kind === 'quantity' ? byPlace(lines) : byWindow(x, lines)).join('\n')}\n`;
}

function byWindow(x: Exclude<Chart['x'], { kind: 'quantity' }>, lines: Chart['lines']): string[] {
  const rows = Math.max(0, ...lines.map((line) => line.values.length));
  const at = (i: number) => (x.kind === 'time' ? i * x.bin : x.edges[i]);
  return Array.from({ length: rows }, (_, i) => [at(i), ...lines.map(({ values }) => values[i] ?? '')].join(','));
}

/** A row for each place at which some line has a value. */
function byPlace(lines: Chart['lines']): string[] {
  const places = [...new Set(lines.flatMap(({ at = [] }) => at))].sort((a, b) => a - b);
  return places.map((place) =>
    [place, ...lines.map(({ at = [], values }) => values[at.indexOf(place)] ?? '')].join(','),
  );
}

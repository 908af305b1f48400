import type { Chart } from '../report/charts/chart.ts';
import { csvOf } from '../report/charts/csv.ts';

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

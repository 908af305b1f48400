import type { TrendAnalysis } from '../../stability/trend/analysis.ts';
import { formatNumber, formatSpan } from '../../units/format.ts';
import { capital } from '../words.ts';

const HEADLINES: Readonly<Record<TrendAnalysis['verdict'], string>> = {
  leak: 'Leak: it grows.',
  'level-shift': 'Level shift: it stepped to another level, and stayed there.',
  stable: 'Stable: no leak is shown.',
  inconclusive: 'Inconclusive: whether it leaks cannot be told.',
};

/** The trend of a series as sentences for people. */
export function trendText({ verdict, reasons, points, seconds, judgedSeconds, floor, level }: TrendAnalysis): string {
  const lines = [
    HEADLINES[verdict],
    ...reasons.map((reason) => `  ${capital(reason)}.`),
    '',
    `${formatNumber(points, 9)} points over ${formatSpan(seconds)}, the last ${formatSpan(judgedSeconds)} judged: ${formatNumber(floor.length, 9)} blocks${level === null ? '' : `, the floor about ${formatNumber(level, 4)}`}.`,
  ];
  return `${lines.join('\n')}\n`;
}

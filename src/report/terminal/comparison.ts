import type { ComparedMetric, ComparisonVerdict } from '../../compare/runs/compared-metric.ts';
import type { Comparison } from '../../compare/runs/comparison.ts';
import type { Difference } from '../../compare/runs/likeness.ts';
import { metricLabel } from '../../compare/runs/run-metrics.ts';
import { formatValue } from '../../units/format.ts';
import { plural, shiftWithInterval } from '../words.ts';
import { tableLines } from './table-lines.ts';

const WORDS: Readonly<Record<ComparisonVerdict, string>> = {
  regression: '✗ regression',
  improvement: '✓ improvement',
  'no-change': '✓ no change',
  inconclusive: '? inconclusive',
};

/** A comparison for people: the verdict, what else differs, a line for each metric, what would settle it. */
export function comparisonText(comparison: Comparison): string {
  const { design, verdict, reasons, differs, metrics } = comparison;
  const other = [...differs.load, ...differs.machine, ...differs.beside];
  const lines = [
    `${WORDS[verdict]}: ${heldText(comparison)}`,
    ...reasons.map((reason) => `! ${reason}.`),
    ...(other.length > 0 ? ['', 'What else differs', ...tableLines(other.map(differenceCells))] : []),
    ...(metrics.length > 0
      ? ['', ...tableLines([['metric', 'before', 'after', 'shift', 'p', 'verdict'], ...metrics.map(metricCells)])]
      : []),
    ...(verdict === 'inconclusive' ? neededLines(metrics, design) : []),
  ];
  return `${lines.join('\n')}\n`;
}

function heldText({ design, before, after }: Comparison): string {
  const count = String(after.length);
  if (design === 'pair') return `B held against A in ${plural(after.length, count, 'pair')} of neighbouring blocks`;
  return `${plural(after.length, count, 'run')} held against ${before.length} before`;
}

function differenceCells({ what, before, after }: Difference): string[] {
  return [what, `${before.join(', ')} → ${after.join(', ')}`];
}

function metricCells(metric: ComparedMetric): string[] {
  const { before, after, unit, pValue, verdict } = metric;
  return [
    metricLabel(metric),
    formatValue(before.median, unit),
    formatValue(after.median, unit),
    shiftWithInterval(metric),
    pValue === null ? '–' : pValue.toPrecision(2),
    WORDS[verdict],
  ];
}

/** How many more runs, or pairs, the most demanding of the open metrics of the run takes. */
function neededLines(metrics: readonly ComparedMetric[], design: Comparison['design']): string[] {
  const open = metrics.filter(({ verdict, endpoint }) => verdict === 'inconclusive' && endpoint === null);
  if (open.length === 0) return [];
  const most = (side: 'before' | 'after') => Math.max(0, ...open.map(({ runsNeeded }) => runsNeeded?.[side] ?? 0));
  const [before, after] = [most('before'), most('after')];
  if (design === 'pair')
    return [
      '',
      after > 0
        ? `Next: ${after} more pairs would settle the open metrics of the run, or longer blocks (--pairs, --budget), or more load.`
        : 'Next: make more pairs, of longer blocks: --pairs, --budget.',
    ];
  if (before + after === 0) return ['', 'Next: make more runs of both; from one or two no scatter is known.'];
  return ['', `Next: ${before} more runs before and ${after} more after would settle the open metrics of the run.`];
}

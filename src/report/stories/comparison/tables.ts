import type { ComparedMetric } from '../../../compare/runs/compared-metric.ts';
import type { Comparison } from '../../../compare/runs/comparison.ts';
import type { Difference } from '../../../compare/runs/likeness.ts';
import { metricLabel } from '../../../compare/runs/run-metrics.ts';
import { formatValue } from '../../../units/format.ts';
import { columnsOf, type Table } from '../../blocks.ts';
import { fewOf } from '../capacity/sentences.ts';
import { floorText, neededText, shiftCell, VERDICT_MARKS, verdictText } from './words.ts';

/** Metrics, a row each: both sides, the shift with its interval, the verdict, and what it rests on. */
export function metricTable(metrics: readonly ComparedMetric[], design: Comparison['design']): Table {
  const needed = design === 'pair' ? 'More pairs' : 'More runs';
  const open = metrics.some(({ verdict }) => verdict === 'inconclusive');
  return {
    columns: columnsOf(['Metric', 'Before', 'After', 'Shift', 'Verdict', 'p', 'Floor', ...(open ? [needed] : [])], {
      Verdict: 'word',
      [needed]: 'word',
    }),
    rows: metrics.map((metric) => [
      metricLabel(metric),
      formatValue(metric.before.median, metric.unit),
      formatValue(metric.after.median, metric.unit),
      shiftCell(metric),
      { text: verdictText(metric), sign: VERDICT_MARKS[metric.verdict].sign },
      metric.pValue === null ? '–' : metric.pValue.toPrecision(2),
      floorText(metric),
      ...(open ? [neededText(metric, design)] : []),
    ]),
    keeps: 5,
  };
}

/** What is not one and the same on both sides; of a load or a machine first. */
export function differenceTable({ differs: { load, machine, beside } }: Comparison): Table {
  const rowOf = ({ what, before, after }: Difference) => [what, fewOf(before), fewOf(after)];
  return {
    columns: columnsOf(['What differs', 'Before', 'After'], { Before: 'text', After: 'text' }),
    rows: [...load, ...machine, ...beside].map(rowOf),
  };
}

import type { HistoryMetric, HistorySeries, RunHistory } from '../../../compare/history/history.ts';
import { formatValue } from '../../../units/format.ts';
import type { Chart, ChartLine, Upright } from '../../charts/chart.ts';
import { POINTS, STANDS, shiftText, sinceText } from './words.ts';

/** A metric over the runs of a series: each value, the levels, and where they changed. */
export function historyChart(history: RunHistory, series: HistorySeries, metric: HistoryMetric): Chart {
  const { label, unit, values, levels } = metric;
  const changes = changesOf(history, series, label);
  const [first, last] = [levels[0]?.median, levels.at(-1)?.median];
  return {
    id: `history-${series.id}-${series.metrics.indexOf(metric)}`,
    stack: 'history',
    height: 170,
    title: label,
    subtitle: unit === 'per second' ? 'per second' : '',
    description: `From ${formatValue(first, unit)} to ${formatValue(last, unit)} over ${values.length} ${POINTS[series.pointsAre]}; ${
      changes.map(({ label: text }) => text).join('; ') || 'no change'
    }`,
    unit,
    scale: 'linear',
    close: true,
    x: { kind: 'quantity', unit: POINTS[series.pointsAre], most: values.length },
    lines: [measured(values), levelLine(levels)],
    limits: [],
    bands: [],
    hatches: [],
    uprights: changes,
    events: [],
    source: `${POINTS[series.pointsAre]}${series.pointsAre === 'builds' ? ', the median of their runs' : ''}, n = ${values.length}; lines: medians of the levels`,
  };
}

function measured(values: HistoryMetric['values']): ChartLine {
  return { name: 'measured', ink: 's1', width: 0, marks: 'circle', at: values.map((_, i) => i + 1), values };
}

function levelLine(levels: HistoryMetric['levels']): ChartLine {
  return {
    name: 'level',
    ink: 'ink',
    width: 2,
    at: levels.flatMap(({ from, to }) => [from + 0.5, to + 0.5]),
    values: levels.flatMap(({ median }) => [median, median]),
  };
}

function changesOf({ changes }: RunHistory, series: HistorySeries, label: string): Upright[] {
  return changes
    .filter((change) => change.series === series.id)
    .flatMap((change) =>
      change.metrics
        .filter((one) => one.label === label)
        .map((one) => ({
          at: one.point + 0.5,
          label: `${sinceText(change)}: ${shiftText(one)}, ${STANDS[one.state].word}`,
          dotted: one.state !== 'open',
        })),
    )
    .sort((a, b) => a.at - b.at);
}

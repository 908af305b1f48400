import type { HistoryChange, HistoryMetric, HistorySeries, RunHistory } from '../../../compare/history/history.ts';
import { formatDate, formatNumber, formatRatio, formatValue } from '../../../units/format.ts';
import { columnsOf, type Table, type TableCell } from '../../blocks.ts';
import { POINTS, STANDS, seriesName, shiftsText, shiftText, sinceText } from './words.ts';

/** Changes, the newest first: what changed, since when, of which series, how it stands, what else changed. */
export function changesTable(history: RunHistory, changes: readonly HistoryChange[]): Table {
  return {
    columns: columnsOf(['What changed', 'Since', 'Runs', 'Stands', 'First run, and what else changed'], {
      Since: 'text',
      Runs: 'text',
      Stands: 'word',
      'First run, and what else changed': 'remark',
    }),
    rows: changes.map((change) => {
      const series = history.series.find(({ id }) => id === change.series)!;
      const { word, sign } = STANDS[change.state];
      return [
        shiftsText(change.metrics),
        sinceText(change),
        seriesName(history, series),
        { text: word, sign },
        remarkOf(change),
      ];
    }),
    turns: true,
    keeps: 5,
  };
}

/** The first run after it, why it was accepted, and what else is another since. */
function remarkOf({ id, metrics, beside }: HistoryChange): string {
  const reasons = [...new Set(metrics.flatMap(({ why }) => (why === null ? [] : [why])))];
  const others = beside.map(({ what, before, after }) => `${what} ${before.join(', ')} → ${after.join(', ')}`);
  return [id, ...reasons.map((why) => `accepted: ${why}`), ...others].join('; ');
}

const NOT_JUDGED: Readonly<Record<Exclude<HistoryMetric['state'], 'judged'>, string>> = {
  restarted: 'begun anew, too few points yet',
  'too-few': 'too few points yet',
  'no-value': 'no value any more',
};

/** The metrics of a series: where they began, where they are, what changed, what would be told. */
export function trendTable(history: RunHistory, series: HistorySeries, metrics: readonly HistoryMetric[]): Table {
  return {
    columns: columnsOf(['Metric', 'First', 'Now', 'Changes', 'Told from'], { Changes: 'text' }),
    rows: metrics.map((metric): TableCell[] => {
      const { label, unit, levels } = metric;
      return [
        label,
        formatValue(levels[0]?.median, unit),
        formatValue(levels.at(-1)?.median, unit),
        changesOf(history, series, metric),
        toldFrom(metric),
      ];
    }),
    keeps: 5,
  };
}

function changesOf({ changes }: RunHistory, series: HistorySeries, { label, state }: HistoryMetric): string {
  const own = changes
    .filter((change) => change.series === series.id)
    .flatMap((change) =>
      change.metrics
        .filter((one) => one.label === label)
        .map((one) => `${shiftText(one)} since ${sinceText(change)} (${STANDS[one.state].word})`),
    );
  const doubt = state === 'judged' ? [] : [NOT_JUDGED[state]];
  return [...own, ...doubt].join('; ') || 'none';
}

/** The lowest step that would be told, as a share of the level where there is one to take. */
function toldFrom({ leastStep, levels, unit }: HistoryMetric): string {
  const now = Math.abs(levels.at(-1)?.median ?? 0);
  if (leastStep === null || leastStep === 0) return '–';
  return now > 0 && unit !== 'ratio' ? formatRatio(leastStep / now, 2) : formatValue(leastStep, unit, 2);
}

/** All series: load, machine, how many runs and points, from when to when. */
export function seriesTable(history: RunHistory): Table {
  return {
    columns: columnsOf(['Runs', 'Load', 'CPUs', 'Runs counted', 'Points', 'From', 'To'], {
      Load: 'text',
      CPUs: 'text',
      From: 'word',
      To: 'word',
    }),
    rows: history.series.map((series) => {
      const { load, machine, runs, points, pointsAre } = series;
      return [
        seriesName(history, series),
        load['load'] ?? 'none',
        `${machine['CPUs'] ?? '?'} × ${machine['CPU'] ?? '?'}`,
        formatNumber(runs),
        `${formatNumber(points.length)} ${POINTS[pointsAre]}`,
        formatDate(points[0]!.at),
        formatDate(points.at(-1)!.at),
      ];
    }),
    turns: true,
    keeps: 5,
  };
}

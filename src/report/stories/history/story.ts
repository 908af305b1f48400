import type { HistoryChange, HistoryMetric, HistorySeries, RunHistory } from '../../../compare/history/history.ts';
import { metricFamily } from '../../../compare/runs/run-metrics.ts';
import { formatDate, formatNumber } from '../../../units/format.ts';
import type { Block } from '../../blocks.ts';
import { type Part, part, type Report, type Section } from '../../report.ts';
import { plural } from '../../words.ts';
import { historyChart } from './charts.ts';
import { historySuite } from './suite.ts';
import { changesTable, seriesTable, trendTable } from './tables.ts';
import { ageText, POINTS, seriesName, shiftsText, sinceText, VERDICTS } from './words.ts';

/** The history of runs: what changed for the worse and was not accepted, how every metric went. */
export function reportOfHistory(history: RunHistory): Report {
  const { sign, word } = VERDICTS[history.verdict];
  const open = history.changes.filter(({ state }) => state === 'open');
  const counted = countedText(history);
  const decision = { headline: headlineOf(history, open), detail: detailOf(history, open) };
  const title = 'History of runs';
  return {
    kind: 'history',
    document: { file: 'history.json', content: history },
    stem: 'history',
    name: `${title}: ${decision.headline}`,
    title,
    about: [counted],
    id: formatDate(history.madeAt),
    at: history.madeAt,
    made: `loadkit ${history.loadkit}, history`,
    sign,
    word,
    standing: '',
    decision,
    ruler: undefined,
    answers: [],
    lead: doubts(history),
    cover: [
      ['Runs', counted],
      ['Series', formatNumber(history.series.length)],
    ],
    sections: sectionsOf(history, counted),
    comment: {
      subject: title,
      parts: [
        part('', { kind: 'note', text: decision.detail }, ...doubts(history)),
        ...changesPart(history, history.changes),
      ],
      folded: {
        title: 'Every metric',
        blocks: [],
        parts: history.series.map((series) => part(seriesName(history, series), trend(history, series))),
      },
      foot: [['', counted]],
    },
    screen: [
      part('', ...doubts(history)),
      ...changesPart(history, history.changes.slice(0, MOST_SHOWN)),
      ...history.series
        .filter(({ current }) => current)
        .map((series) => part(`${seriesName(history, series)}: ${pointsText(series)}`, trend(history, series))),
      part('', { kind: 'list', items: [counted, ...others(history)] }),
    ],
    suite: historySuite(history),
  };
}

/** A terminal shows the newest changes only, a headline some metrics. */
const MOST_SHOWN = 10;
const MOST_NAMED = 3;

function headlineOf(history: RunHistory, open: readonly HistoryChange[]): string {
  const [first] = open;
  if (first) {
    const worse = first.metrics.filter(({ state }) => state === 'open');
    const series = history.series.find(({ id }) => id === first.series)!;
    const what = `${seriesName(history, series)} got worse, and nobody accepted it: ${shiftsText(worse, MOST_NAMED)} since ${sinceText(first)}`;
    return open.length > 1 ? `${what}; ${open.length - 1} more` : what;
  }
  if (history.verdict === 'inconclusive') return `Inconclusive: ${history.reasons[0]}`;
  const age = history.newest ? `; the newest run is ${ageText(history.newest)}` : '';
  return `Nothing got worse that was not accepted${age}`;
}

function detailOf({ reasons }: RunHistory, open: readonly HistoryChange[]): string {
  const [first] = open;
  if (first) return `See the run ${first.id}. Mend it, or accept it: loadkit history accept ${first.id} --why '…'`;
  return reasons.length > 1 ? `Also: ${reasons.slice(1).join('; ')}` : '';
}

/** Beside a regression: what is not known. */
function doubts({ verdict, reasons }: RunHistory): Block[] {
  return verdict === 'inconclusive' || reasons.length === 0 ? [] : [{ kind: 'caveats', items: [...reasons] }];
}

/** `365 runs read, 8 do not count: 5 aborted, 3 inconclusive`. */
function countedText(history: RunHistory): string {
  const newest = history.newest ? `; the newest that counts is ${ageText(history.newest)}` : '';
  return `${readText(history)}${newest}`;
}

function readText({ read, leftOut }: RunHistory): string {
  const runs = `${plural(read, formatNumber(read), 'run')} read`;
  if (leftOut.length === 0) return `${runs}, all count`;
  const kinds = [...new Set(leftOut.map(({ why }) => why))].map(
    (why) => `${leftOut.filter((one) => one.why === why).length} ${why}`,
  );
  return `${runs}, ${leftOut.length} of them ${leftOut.length === 1 ? 'does' : 'do'} not count: ${kinds.join(', ')}`;
}

function pointsText({ points, pointsAre, runs }: HistorySeries): string {
  return pointsAre === 'builds'
    ? `${points.length} ${POINTS.builds}, the median of their ${runs} runs`
    : plural(runs, formatNumber(runs), 'run');
}

function others(history: RunHistory): string[] {
  const older = history.series.filter(({ current }) => !current);
  if (older.length === 0) return [];
  const names = older.map((series) => `${seriesName(history, series)}, ${pointsText(series)}`);
  return [`Not of today's machine: ${names.join('; ')}`];
}

function changesPart(history: RunHistory, changes: readonly HistoryChange[]): Part[] {
  return changes.length > 0 ? [part('Changes', { kind: 'table', table: changesTable(history, changes) })] : [];
}

/** The metrics that were asked for; else those of the run, and all that changed. */
function shownOf(history: RunHistory, series: HistorySeries): readonly HistoryMetric[] {
  const changed = new Set(
    history.changes
      .filter((change) => change.series === series.id)
      .flatMap(({ metrics }) => metrics.map(({ label }) => label)),
  );
  return series.metrics.filter((metric) =>
    history.asked.length > 0
      ? history.asked.includes(metric.label)
      : metricFamily(metric) === 'run' || changed.has(metric.label),
  );
}

function trend(history: RunHistory, series: HistorySeries): Block {
  const shown = shownOf(history, series);
  const metrics =
    history.asked.length > 0
      ? shown
      : series.metrics.filter((metric) => metricFamily(metric) !== 'watched' || shown.includes(metric));
  return { kind: 'table', table: trendTable(history, series, metrics) };
}

/** Where too little is known nobody can say that nothing changed. */
function unchanged({ verdict }: RunHistory): string {
  return verdict === 'inconclusive' ? 'No change can be told: too little is known' : 'No level changed';
}

function sectionsOf(history: RunHistory, counted: string): Section[] {
  const left = history.leftOut.map(({ run, why }) => `${run}: ${why}`);
  return [
    {
      question: 'What changed?',
      finding: history.changes.length > 0 ? '' : unchanged(history),
      blocks: changesPart(history, history.changes).flatMap(({ blocks }) => blocks),
    },
    ...history.series.map((series): Section => {
      const charts = shownOf(history, series)
        .filter(({ levels }) => levels.length > 0)
        // Each a block of its own: it changes where others do not.
        .map((metric): Block => ({ kind: 'charts', charts: [historyChart(history, series, metric)] }));
      return {
        question: `How did ${seriesName(history, series)} go?`,
        finding: `${seriesName(history, series)}: ${pointsText(series)}`,
        blocks: [trend(history, series), ...charts],
      };
    }),
    {
      question: 'Which runs count?',
      finding: counted,
      blocks: [
        { kind: 'table', table: seriesTable(history) },
        ...(left.length > 0
          ? [
              {
                kind: 'fold' as const,
                title: 'Runs that do not count',
                blocks: [{ kind: 'list' as const, items: left }],
              },
            ]
          : []),
      ],
    },
  ];
}

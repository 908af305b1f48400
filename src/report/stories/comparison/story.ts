import { EXCLUDED_FLOORS, PAIR_ALPHA } from '../../../compare/pairs/compared-pair.ts';
import type { ComparedMetric } from '../../../compare/runs/compared-metric.ts';
import type { Comparison } from '../../../compare/runs/comparison.ts';
import type { ComparisonSeries } from '../../../compare/runs/curves.ts';
import { type MetricFamily, metricFamily } from '../../../compare/runs/run-metrics.ts';
import { WANTED } from '../../../compare/samples.ts';
import { formatDate, formatRatio } from '../../../units/format.ts';
import type { Block } from '../../blocks.ts';
import type { Answer } from '../../head.ts';
import { type Comment, type Part, part, type Report, type Section } from '../../report.ts';
import { capital, plural, whole } from '../../words.ts';
import { percentileCharts, runCharts, timeCharts } from './charts.ts';
import { comparisonSuite } from './suite.ts';
import { differenceTable, metricTable } from './tables.ts';
import {
  headlineOf,
  invalidText,
  movedReadings,
  nextSteps,
  notJudged,
  shiftCell,
  sidesText,
  VERDICT_MARKS,
  watchedText,
} from './words.ts';

/** A comparison and what is told beside it. */
export interface Compared {
  readonly comparison: Comparison;
  /** Undefined: charts over time and by percentile are left out. */
  readonly series: ComparisonSeries | undefined;
  /** When it was made (ISO 8601, UTC), and by which loadkit. */
  readonly at: string;
  readonly loadkit: string;
}

/** Runs of two versions held against each other: what got worse, how sure that is, and what it looks like. */
export function reportOfComparison(compared: Compared): Report {
  const { comparison, at, loadkit } = compared;
  const { verdict, before, after } = comparison;
  const { word, sign } = VERDICT_MARKS[verdict];
  const headline = headlineOf(comparison);
  const against = `${plural(after.length, String(after.length), 'run')} against ${before.length}`;
  return {
    kind: 'comparison',
    document: { file: 'comparison.json', content: comparison },
    stem: 'comparison',
    name: `Comparison: ${headline}`,
    title: 'Comparison',
    about: [`${before.length} before`, `${after.length} after`],
    id: formatDate(at),
    at,
    made: `loadkit ${loadkit}, comparison`,
    sign,
    word: capital(word),
    standing: comparison.design === 'pair' ? plural(after.length, String(after.length), 'pair') : against,
    decision: { headline, detail: sidesText(comparison) },
    ruler: undefined,
    answers: answersOf(comparison),
    lead: openingOf(comparison),
    cover: [
      ['Date', formatDate(at)],
      ['Runs before', String(before.length)],
      ['Runs after', String(after.length)],
      ['loadkit', loadkit],
    ],
    sections: sectionsOf(compared),
    comment: commentOf(compared),
    screen: screenOf(comparison),
    suite: comparisonSuite(comparison, loadkit),
  };
}

/** Latency, errors and throughput of the run, as far as there are such. */
function answersOf({ metrics }: Comparison): Answer[] {
  const wanted = [
    ['p95', 'Is it slower?'],
    ['failed', 'Does more fail?'],
    ['throughput', 'Is less done?'],
    ['capacity', 'Does it carry less?'],
  ] as const;
  return wanted.flatMap(([name, question]) => {
    const found = metrics.find((metric) => metric.name === name && metricFamily(metric) === 'run');
    if (!found) return [];
    const { value, interval } = shiftCell(found);
    const verdict = capital(VERDICT_MARKS[found.verdict].word);
    return [{ question, figure: value, text: `${verdict}: ${name}${interval ? `, ${interval}` : ''}` }];
  });
}

/** What stands beside the metrics: why the verdict is not theirs, what makes it doubtful, and which blocks are left out. */
function besideMetrics(comparison: Comparison): string[] {
  return [...comparison.reasons, ...comparison.cautions, ...invalidText(comparison)];
}

/** What may make it another comparison than was meant. */
function openingOf(comparison: Comparison): Block[] {
  return [
    { kind: 'caveats', items: besideMetrics(comparison).map(whole) },
    { kind: 'table', table: differenceTable(comparison) },
  ];
}

/** Metrics of requests: what monitors read is told by what moved of it. */
function ofRequests({ metrics }: Comparison): readonly ComparedMetric[] {
  return metrics.filter((metric) => metricFamily(metric) !== 'watched');
}

/** What moved of what monitors read, and how much was read. */
function watchedBlocks({ metrics, design }: Comparison): Block[] {
  const moved = movedReadings(metrics);
  return [
    ...(moved.length > 0 ? [{ kind: 'table' as const, table: metricTable(moved, design) }] : []),
    ...watchedText(metrics).map((text): Block => ({ kind: 'note', text })),
  ];
}

function screenOf(comparison: Comparison): Part[] {
  return [
    part('', ...openingOf(comparison)),
    part('', { kind: 'table', table: metricTable(ofRequests(comparison), comparison.design) }),
    part('What was watched', ...watchedBlocks(comparison)),
    part('', { kind: 'list', items: notJudged(comparison.metrics) }),
    part('Next', { kind: 'list', items: nextSteps(comparison) }),
  ];
}

function commentOf({ comparison, loadkit }: Compared): Comment {
  const { metrics, before, after, design } = comparison;
  const ofRun = metrics.filter((metric) => metricFamily(metric) === 'run');
  const moved = metrics.filter((metric) => metricFamily(metric) === 'endpoint' && metric.verdict !== 'no-change');
  return {
    subject: 'Comparison',
    parts: [
      part('', { kind: 'note', text: sidesText(comparison) }, ...openingOf(comparison)),
      part('The run', { kind: 'table', table: metricTable(ofRun, design) }),
      part('Endpoints', { kind: 'table', table: metricTable(moved, design) }),
      part('What was watched', ...watchedBlocks(comparison)),
      part('Next', { kind: 'list', items: nextSteps(comparison) }),
    ],
    folded: {
      title: 'All metrics, and the runs',
      blocks: [{ kind: 'table', table: metricTable(metrics, design) }, runFacts(comparison)],
      parts: [part('How far this can be trusted', { kind: 'list', items: trustOf(comparison) })],
    },
    foot: [
      ['before', plural(before.length, String(before.length), 'run')],
      ['after', plural(after.length, String(after.length), 'run')],
      ['loadkit', loadkit],
    ],
  };
}

function sectionsOf({ comparison, series }: Compared): Section[] {
  const { metrics } = comparison;
  const of = (family: MetricFamily) => metrics.filter((metric) => metricFamily(metric) === family);
  const [ofRun, ofEndpoints, watched] = [of('run'), of('endpoint'), of('watched')];
  const asked = [...ofRun, ...ofEndpoints];
  const settled = asked.filter(({ verdict }) => verdict !== 'inconclusive' && verdict !== 'not-judged').length;
  const table = (shown: typeof metrics): Block[] =>
    shown.length > 0 ? [{ kind: 'table', table: metricTable(shown, comparison.design) }] : [];
  const charts = (shown: ReturnType<typeof runCharts>, hint?: string): Block[] =>
    shown.length > 0 ? [{ kind: 'charts', charts: shown, ...(hint ? { hint } : {}) }] : [];
  const zoom = 'Drag across a chart to look closer; double-click for all of it.';
  const sections: Section[] = [
    section('What moved?', `${settled} of ${plural(asked.length, String(asked.length), 'metric')} settled`, [
      ...table(ofRun),
      ...nextSteps(comparison).map((text): Block => ({ kind: 'note', text })),
    ]),
    section('At which endpoints?', '', table(ofEndpoints)),
    section('What moved inside?', 'What monitors read', [
      ...watchedBlocks(comparison),
      ...(watched.length > 0 ? [{ kind: 'fold' as const, title: 'Every reading', blocks: table(watched) }] : []),
    ]),
    section('How much do runs differ among themselves?', 'Every run of both sides', charts(runCharts(comparison))),
    section(
      'Which requests?',
      'Latency by percentile, before and after',
      series ? charts(percentileCharts(series)) : [],
    ),
    section('When?', 'Both sides over time', series ? charts(timeCharts(series), zoom) : []),
    section('How far can this be trusted?', '', [{ kind: 'list', items: trustOf(comparison) }]),
    section('Which runs?', '', [runFacts(comparison)]),
  ];
  return sections.filter(({ blocks }) => blocks.length > 0);
}

function section(question: string, finding: string, blocks: readonly Block[]): Section {
  return { question, finding, blocks };
}

function runFacts({ before, after }: Comparison): Block {
  return {
    kind: 'facts',
    facts: [
      ['Before', before.join(', '), 'literal'],
      ['After', after.join(', '), 'literal'],
    ],
  };
}

const TESTS: Readonly<Record<Comparison['design'], string>> = {
  runs: 'Mann-Whitney test over runs, exact; the shift is Hodges-Lehmann’s, with its interval at 95 %.',
  pair: 'Wilcoxon signed-rank test over pairs of neighbouring runs, exact; the shift is the median of their means, with its interval at 95 %.',
};

/** The p below which something is shown. */
const ALPHA: Readonly<Record<Comparison['design'], number>> = { runs: WANTED.alpha, pair: PAIR_ALPHA };

const UNCHANGED: Readonly<Record<Comparison['design'], string>> = {
  runs: 'No change: the whole interval lies within the floor, of the share that failed the mean, too.',
  pair: `No change: the shift lies within the floor, its whole interval within ${EXCLUDED_FLOORS} floors, of the share that failed the mean, too, and no block lacks a value.`,
};

const FLOORS: Readonly<Record<Comparison['design'], string>> = {
  runs: 'The floor is 3 % of the median before (0.1 % of requests for failed), or twice the median deviation of the runs before where that is more.',
  pair: 'A shift below the floor, which stands beside each metric, is no matter.',
};

const WATCHED =
  'What monitors read is judged by itself, all series together, and takes nothing from the others: t statistics against those of all dealings of the runs (Westfall and Young), p below 1 %, a shift beyond 5 % of the median before, 1 % of a whole, and twice the median deviation.';

const BY_TOLERANCE =
  'The runs are too few for a test. A shift is told where its whole interval at 99 %, by blocks of time within each run, lies beyond a tolerance of 10 % (0.5 % of requests for failed); no change is never said. That is weaker than a test: no single run knows what runs differ by among themselves.';

function trustOf(comparison: Comparison): string[] {
  const { design, metrics } = comparison;
  return [
    'The unit is the run: requests of one run share its luck.',
    TESTS[design],
    `A regression or an improvement has p below ${formatRatio(ALPHA[design])}, corrected by Holm over the metrics of the run and over those of its endpoints, and a shift beyond the floor.`,
    FLOORS[design],
    ...(watchedText(metrics).length > 0 ? [WATCHED] : []),
    `${UNCHANGED[design]} Inconclusive: neither, or a few runs stand far out for the worse.`,
    'An endpoint that is inconclusive makes all inconclusive only where its data is lost, or where it looks worse by more than the floor, in all or in runs that stand out.',
    ...(metrics.some(({ basis }) => basis === 'tolerance') ? [BY_TOLERANCE] : []),
    ...notJudged(metrics),
    ...besideMetrics(comparison).map(whole),
  ];
}

import type { ComparedMetric } from '../../../compare/runs/compared-metric.ts';
import { metricLabel } from '../../../compare/runs/run-metrics.ts';
import type { GateLeg, GateResult, GateRun, Sight } from '../../../gate/gate-result.ts';
import { formatDate, formatValue } from '../../../units/format.ts';
import { columnsOf, type Facts, type Step, type Table, type Verdicts } from '../../blocks.ts';
import type { Decision } from '../../head.ts';
import type { Sign } from '../../symbols.ts';
import { plural, shiftWithInterval } from '../../words.ts';
import { legName, legWords, shortSays, sightText, undoneTexts, worstFirst } from './leg-words.ts';
import { gateSteps } from './next-steps.ts';

/** A gate in words. */
export interface GateReport {
  readonly title: string;
  readonly sign: Sign;
  readonly word: string;
  readonly decision: Decision;
  readonly legs: Verdicts;
  /** Metrics that got worse or better, and readings that moved. */
  readonly changed: Table;
  /** The same where there is little room: a line each. */
  readonly changedLines: readonly string[];
  /** Every metric that was compared. */
  readonly compared: Table;
  /** The smallest shift that would be shown, of metrics of the run and of endpoints. */
  readonly sees: Table;
  readonly seesOfEndpoints: Table;
  readonly differs: Table;
  readonly runs: Table;
  readonly runLines: readonly string[];
  readonly next: readonly Step[];
  readonly caveats: readonly string[];
  readonly facts: Facts;
}

/** A gate in words. Pure. */
export function gateReport(gate: GateResult): GateReport {
  const { legs, madeAt, loadkit, target, others } = gate;
  const { sign, word } = standing(gate);
  const changedOnes = (leg: GateLeg) =>
    (leg.comparison?.found?.metrics ?? []).filter(
      ({ verdict }) => verdict === 'regression' || verdict === 'improvement' || verdict === 'changed',
    );
  return {
    title: gate.gate === 'gate' ? 'Gate' : `Gate ${gate.gate}`,
    sign,
    word,
    decision: { headline: headline(gate), detail: detail(gate) },
    legs: {
      labels: { name: 'Run', question: 'Does it pass?' },
      rows: legs.map((leg) => ({ name: legName(leg), ...legWords(leg) })),
    },
    changed: comparedTable(legs, changedOnes),
    changedLines: legs.flatMap((leg) =>
      changedOnes(leg)
        .toSorted(worstFirst)
        .map(
          (metric) =>
            `${legName(leg)}: ${metricLabel(metric)} ${formatValue(metric.before.median, metric.unit)} → ${formatValue(metric.after.median, metric.unit)}, ${shiftWithInterval(metric)}, ${WORDS[metric.verdict]}`,
        ),
    ),
    compared: comparedTable(legs, (leg) => leg.comparison?.found?.metrics ?? []),
    sees: seenTable(legs, ({ endpoint }) => endpoint === null),
    seesOfEndpoints: seenTable(legs, ({ endpoint }) => endpoint !== null),
    differs: {
      columns: columnsOf(['Run', 'What differs', 'Baseline', 'These runs'], {
        'What differs': 'text',
        Baseline: 'text',
        'These runs': 'text',
      }),
      rows: legs.flatMap((leg) => {
        const { load = [], machine = [], beside = [] } = leg.comparison?.found?.differs ?? {};
        return [...load, ...machine, ...beside].map(({ what, before, after }) => [
          legName(leg),
          what,
          before.join(', '),
          after.join(', '),
        ]);
      }),
    },
    runs: {
      columns: columnsOf(['Id', 'Run', 'Verdict', 'Exit', 'Broken, missed, or why it is not valid'], {
        Run: 'text',
        Verdict: 'word',
        'Broken, missed, or why it is not valid': 'remark',
      }),
      rows: legs.flatMap((leg) =>
        leg.runs.map(({ id, verdict, exitCode, ...told }) => [
          id,
          legName(leg),
          { text: verdict, sign: verdict },
          String(exitCode),
          remarkOf(told),
        ]),
      ),
    },
    runLines: legs.flatMap(({ runs }) =>
      runs.map(({ id, verdict, ...told }) => {
        const why = remarkOf(told);
        return `${id}: ${verdict}${why ? `: ${why}` : ''}`;
      }),
    ),
    next: gateSteps(gate),
    caveats: [
      ...(others.length > 0 ? [`of no scenario and tier of this gate, so not judged: ${others.join(', ')}`] : []),
    ],
    facts: [
      ['Date', formatDate(madeAt)],
      ['Target', target ?? 'none', 'literal'],
      ['loadkit', loadkit],
      ['Fails on', failsOn(gate)],
      ['Monitors', monitorsText(gate)],
    ],
  };
}

/** What a run broke, why it is not valid, what it left undone, and which warnings it missed. */
function remarkOf({
  broken,
  reasons,
  undone,
  warnings,
}: Pick<GateRun, 'broken' | 'reasons' | 'undone' | 'warnings'>): string {
  return [...broken, ...reasons, ...undone, ...(warnings.length > 0 ? [`warnings: ${warnings.join(', ')}`] : [])].join(
    '; ',
  );
}

const SIGNS: Readonly<Record<number, readonly [Sign, string]>> = {
  3: ['critical', 'broken'],
  4: ['critical', 'regression'],
  5: ['inconclusive', 'inconclusive'],
  9: ['degraded', 'not in order'],
};

function standing({ exitCode, legs }: GateResult): { sign: Sign; word: string } {
  if (exitCode !== 0) {
    const [sign, word] = SIGNS[exitCode] ?? ['no-data', 'not made'];
    return { sign, word };
  }
  const degraded = legs.some((leg) => legWords(leg).sign === 'degraded');
  return degraded ? { sign: 'degraded', word: 'passes' } : { sign: 'met', word: 'passes' };
}

/** What decides, of the first leg that it is true of. */
function headline(gate: GateResult): string {
  const { exitCode, legs, stoppedBy } = gate;
  if (stoppedBy !== null) return `Stopped by ${stoppedBy}: the gate has no answer`;
  if (exitCode === 0) return passes(legs);
  const deciding = legs.filter((leg) => leg.exitCode === exitCode);
  const [first] = deciding;
  if (first === undefined) return `The gate ends with ${exitCode}`;
  if (exitCode === 9)
    return `The gate passes, but a script did not end in order: ${legName(first)}: ${undoneTexts(first).join(', ')}`;
  const { word } = legWords(first);
  const verb = exitCode === 3 || exitCode === 4 ? 'fails' : exitCode === 5 ? 'cannot answer' : 'was not made';
  return `The gate ${verb}: ${legName(first)}, ${word}: ${shortSays(first)}`;
}

function passes(legs: readonly GateLeg[]): string {
  const runs = legs.reduce((sum, leg) => sum + leg.runs.filter(({ valid }) => valid).length, 0);
  const compared = legs.filter(({ comparison }) => comparison !== null).length;
  const better = legs.filter(({ comparison }) => comparison?.verdict === 'improvement').map(legName);
  const said = [
    'no objective is broken',
    ...(compared > 0 ? ['no regression is shown'] : []),
    ...(better.length > 0 ? [`${better.join(', ')} improved`] : []),
  ];
  return `The gate passes: ${said.join(', ')} in ${plural(runs, String(runs), 'run')}`;
}

/** What else is not as it should be, so that one trouble hides no other. */
function detail({ legs, exitCode }: GateResult): string {
  const deciding = legs.find((leg) => leg.exitCode === exitCode);
  const regressed = deciding && exitCode !== 4 && deciding.comparison?.verdict === 'regression' ? [deciding] : [];
  const texts = [
    ...regressed.map((leg) => `${legName(leg)}: regression`),
    ...legs
      .filter((leg) => leg !== deciding && leg.exitCode !== 0)
      .map((leg) => `${legName(leg)}: ${legWords(leg).word}`),
  ];
  return texts.length > 0 ? `Also ${texts.join('; ')}.` : '';
}

function seenTable(legs: readonly GateLeg[], isWanted: (sight: Sight) => boolean): Table {
  return {
    columns: columnsOf(['Run', 'Metric', 'Median', 'Shift that is seen'], { Metric: 'text' }),
    rows: legs.flatMap((leg) =>
      (leg.comparison?.sees ?? [])
        .filter(isWanted)
        .map((sight) => [legName(leg), metricLabel(sight), formatValue(sight.median, sight.unit), sightText(sight)]),
    ),
  };
}

function comparedTable(legs: readonly GateLeg[], metricsOf: (leg: GateLeg) => readonly ComparedMetric[]): Table {
  return {
    columns: columnsOf(['Run', 'Metric', 'Before', 'After', 'Shift', 'p', 'Verdict'], {
      Metric: 'text',
      Verdict: 'word',
    }),
    rows: legs.flatMap((leg) =>
      metricsOf(leg)
        .toSorted(worstFirst)
        .map((metric) => [
          legName(leg),
          metricLabel(metric),
          formatValue(metric.before.median, metric.unit),
          formatValue(metric.after.median, metric.unit),
          shiftWithInterval(metric),
          metric.pValue === null ? '–' : metric.pValue.toPrecision(2),
          { text: WORDS[metric.verdict], sign: METRIC_SIGNS[metric.verdict] },
        ]),
    ),
    keeps: 2,
    turns: false,
  };
}

const WORDS: Readonly<Record<ComparedMetric['verdict'], string>> = {
  regression: 'regression',
  improvement: 'improvement',
  'no-change': 'no change',
  inconclusive: 'not shown',
  changed: 'changed',
  'not-judged': 'not judged',
};

const METRIC_SIGNS: Readonly<Record<ComparedMetric['verdict'], Sign>> = {
  regression: 'critical',
  improvement: 'met',
  'no-change': 'met',
  inconclusive: 'inconclusive',
  changed: 'degraded',
  'not-judged': 'no-data',
};

/** How many watched each run, at most; and what one does that read nothing. */
function monitorsText({ legs, sources }: GateResult): string {
  const most = Math.max(0, ...legs.flatMap(({ runs }) => runs.map(({ watched }) => watched)));
  if (most === 0) return 'none: nothing is known of the target but its answers';
  return `${most}, each of which has to read something${sources === 'require' ? '' : ' (told only)'}`;
}

function failsOn({ failOn, changes, legs }: GateResult): string {
  return [
    `objectives that are ${failOn === 'critical' ? 'critical' : 'degraded or critical'}${failOn === 'warning' ? ', warnings that are missed' : ''}`,
    ...(legs.some(({ comparison }) => comparison !== null) ? ['regressions'] : []),
    ...(changes === 'fail' ? ['changes for the worse'] : []),
  ].join(', ');
}

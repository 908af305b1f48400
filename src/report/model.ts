import type { ChartSeries, ObjectiveResult, Result } from '../result/result.ts';
import type { Verdict, Zone } from '../result/vocabulary.ts';
import { formatNumber, formatSeconds, formatSpan } from '../units/format.ts';
import { type Chart, chartsOf } from './charts.ts';
import { type Decision, decisionOf } from './decision.ts';
import { estimateSentences, recommendations } from './estimates.ts';
import { actualText, intervalText, limitText } from './limits.ts';
import { plural } from './words.ts';

export interface ObjectiveRow {
  readonly name: string;
  readonly measure: string;
  readonly source: string;
  readonly zone: Zone;
  readonly target: string;
  readonly critical: string;
  readonly actual: string;
  readonly interval: string;
  readonly samples: string;
  /** `all judged stages`, a stage's name, or windows. */
  readonly over: string;
  readonly pooled: boolean;
  /** Whether the verdict rests on it. */
  readonly counts: boolean;
  readonly note: string;
}

/** A table of strings with a heading each; numbers stand right. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Everything a report says, in words, once; HTML, Markdown and the terminal are dialects of it. */
export interface ReportModel {
  readonly title: string;
  readonly verdict: Verdict;
  readonly decision: Decision;
  readonly facts: readonly (readonly [string, string])[];
  readonly reasons: readonly { readonly text: string; readonly next: string }[];
  readonly objectives: readonly ObjectiveRow[];
  readonly estimates: readonly string[];
  readonly recommendations: readonly string[];
  readonly stages: Table;
  readonly endpoints: Table;
  readonly checks: Table;
  readonly errors: readonly { readonly title: string; readonly examples: readonly string[] }[];
  readonly slowest: Table;
  readonly events: readonly string[];
  readonly caveats: readonly string[];
  readonly charts: readonly Chart[];
  readonly provenance: readonly (readonly [string, string])[];
}

/** The one model of a result and its series. Pure. */
export function reportModel(result: Result, series: ChartSeries): ReportModel {
  const { run, totals, provenance } = result;
  return {
    title: run.tier === null || run.profile === 'script' ? run.scenario : `${run.scenario} at tier ${run.tier}`,
    verdict: result.verdict,
    decision: decisionOf(result),
    facts: factsOf(result),
    reasons: result.validity.reasons.map(({ stage, text, next }) => ({
      text: stage === null ? text : `${stage}: ${text}`,
      next,
    })),
    objectives: result.objectives.map(objectiveRow),
    estimates: estimateSentences(result),
    recommendations: recommendations(result),
    stages: stageTable(result),
    endpoints: endpointTable(result),
    checks: {
      head: ['Check', 'Passed', 'Failed'],
      rows: result.checks.map((check) => [check.name, formatNumber(check.passes, 9), formatNumber(check.fails, 9)]),
    },
    errors: result.errors.map(({ kind, count, examples }) => ({
      title: `${kind}: ${plural(count, formatNumber(count, 9), 'time')}`,
      examples,
    })),
    slowest: {
      head: ['Request', 'Time', 'Stage', 'At', 'Status'],
      rows: result.slowest.map((slow) => [
        slow.name,
        formatSeconds(slow.value),
        slow.stage ?? '–',
        formatSpan(slow.second),
        slow.status,
      ]),
    },
    events: result.events
      .filter((event) => event.kind !== 'exception')
      .map((event) => `${formatSpan(event.second)}: ${event.text}`),
    caveats: result.caveats.map((caveat) => caveat.text),
    charts: chartsOf(result, series),
    provenance: [
      ['Run', run.id],
      ['Command', provenance.commandLine],
      ['loadkit', provenance.loadkit],
      ['Engine', `k6 ${provenance.engine.k6}, ${provenance.engine.found}`],
      [
        'Generator machine',
        `${provenance.machine.os}, ${plural(provenance.machine.cpus, String(provenance.machine.cpus), 'CPU')} (${provenance.machine.cpuModel}), Node ${provenance.node}`,
      ],
      ['Scenario', `${provenance.scenarioFile}, bundle ${provenance.bundleHash.slice(0, 12)}`],
      ['Configuration', `${provenance.configFiles.join(', ') || 'none'}, ${provenance.configHash.slice(0, 12)}`],
      ['Seed', String(run.seed)],
      ['Variables handed over', provenance.env.join(', ') || 'none'],
      ['Requests and iterations', `${formatNumber(totals.requests, 9)} and ${formatNumber(totals.iterations, 9)}`],
    ],
  };
}

function factsOf({ run, totals }: Result): [string, string][] {
  const facts: [string, string][] = [
    ['Date', run.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')],
    ['Target', run.target],
    [
      'Duration',
      `${formatSpan(run.duration)}${run.timeScale === 1 ? '' : ` (time-scale ${formatNumber(run.timeScale)})`}`,
    ],
    ['Virtual users', `at most ${formatNumber(totals.vusMax, 9)}`],
    ['Requests', `${formatNumber(totals.requests, 9)}, ${formatNumber(totals.failed, 9)} failed`],
  ];
  if (run.arrivals !== null)
    facts.push(['Arrivals', run.arrivals === 'poisson' ? `random, seed ${run.seed}` : 'evenly spaced']);
  if (totals.dropped > 0) facts.push(['Dropped arrivals', formatNumber(totals.dropped, 9)]);
  if (run.state !== 'complete') facts.push(['Ended', `${run.state}: ${run.reason ?? 'for no known reason'}`]);
  return facts;
}

function objectiveRow(objective: ObjectiveResult): ObjectiveRow {
  const { window } = objective;
  const windows = window && `${formatSpan(window.width)} windows: ${window.broken} of ${window.judged} broken`;
  return {
    name: objective.name,
    measure: objective.measure,
    source: objective.source,
    zone: objective.zone,
    target: limitText(objective.target, objective.unit),
    critical: limitText(objective.critical, objective.unit),
    actual: actualText(objective),
    interval: intervalText(objective),
    samples: formatNumber(objective.samples, 9),
    over: objective.stage ?? windows ?? 'all judged',
    pooled: objective.stage === null,
    counts: objective.counts,
    note: [objective.note, objective.marginal ? 'too close to the limit to be sure' : null].filter(Boolean).join('; '),
  };
}

function stageTable({ stages }: Result): Table {
  const counted = stages.some((stage) => stage.scheduled !== null);
  const head = [
    'Stage',
    'Load',
    'Throughput',
    'p50',
    'p95',
    'p99',
    'Failed',
    ...(counted ? ['Dropped', 'Lateness p99'] : []),
    'Zone',
  ];
  const rows = stages.map((stage) => {
    const unit = stage.load?.kind === 'rate' ? 'requests/s' : stage.load?.to === 1 ? 'user' : 'users';
    const offered = counted
      ? [stage.dropped === null ? '–' : formatNumber(stage.dropped, 9), formatSeconds(stage.lateness)]
      : [];
    const zone = stage.valid ? (stage.zone ?? (stage.role === 'ramp' ? 'by windows' : '–')) : 'not valid';
    return [
      stage.name,
      stage.load ? `${formatNumber(stage.load.to)} ${unit}` : '–',
      stage.throughput === null ? '–' : `${formatNumber(stage.throughput)}/s`,
      formatSeconds(stage.latency.p50),
      formatSeconds(stage.latency.p95),
      formatSeconds(stage.latency.p99),
      formatNumber(stage.failed, 9),
      ...offered,
      zone,
    ];
  });
  return { head, rows };
}

function endpointTable({ endpoints }: Result): Table {
  return {
    head: ['Endpoint', 'Requests', 'Per second', 'Failed', 'Mean', 'p50', 'p95', 'p99', 'Max'],
    rows: endpoints.map(({ name, method, requests, failed, throughput, latency }) => [
      `${method} ${name}`.trim(),
      formatNumber(requests, 9),
      formatNumber(throughput),
      formatNumber(failed, 9),
      formatSeconds(latency.mean),
      formatSeconds(latency.p50),
      formatSeconds(latency.p95),
      formatSeconds(latency.p99),
      formatSeconds(latency.max),
    ]),
  };
}

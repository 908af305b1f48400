import type { ObjectiveResult } from '../../../objectives/result.ts';
import type { ChartSeries } from '../../../result/chart-series.ts';
import type { Result } from '../../../result/result.ts';
import { UNNAMED_TARGET } from '../../../result/unnamed-target.ts';
import { formatDate, formatNumber, formatRatio, formatSpan } from '../../../units/format.ts';
import type { Fact, Facts, ObjectiveRow } from '../../blocks.ts';
import { bulletOf } from '../../bullets.ts';
import { actualText, intervalText, limitText } from '../../limits.ts';
import { besideText, plural, statusOf } from '../../words.ts';
import { leftOpen } from '../capacity/standing.ts';
import { cellText } from '../stages/matrix.ts';
import { alertSentences } from './alerts.ts';
import { chartsOf } from './charts/charts.ts';
import { reasonsOf } from './reasons.ts';
import type { RunModel } from './run-model.ts';
import type { RunStory } from './run-story.ts';
import { checkTable, endpointTable, slowestTable, statementTable } from './tables.ts';
import { trendSentences } from './trends/section.ts';

/** The one model of a result and its series. Pure. */
export function modelOf(result: Result, series: ChartSeries, story: RunStory): RunModel {
  const { run, provenance } = result;
  return {
    title: run.tier === null || result.kind === 'script' ? run.scenario : `${run.scenario} at tier ${run.tier}`,
    tested: [run.target, provenance.targetVersion, provenance.environment].filter(Boolean).join(', '),
    date: formatDate(run.startedAt),
    duration: durationText(result),
    requests: requestsText(result),
    verdict: result.verdict,
    standing: standingOf(result),
    decision: story.decision,
    ruler: story.ruler,
    answers: story.answers,
    facts: factsOf(result),
    reasons: reasonsOf(result),
    objectives: result.objectives.map((line) => objectiveRow(line, result)),
    matrix: story.matrix,
    validity: story.validity,
    estimates: story.estimates,
    observations: [...story.observations, ...alertSentences(result), ...trendSentences(result)],
    recommendations: story.recommendations,
    stages: story.stages,
    endpoints: endpointTable(result),
    checks: checkTable(result),
    errors: result.errors.map(({ kind, count, examples }) => ({
      title: `${kind}: ${plural(count, formatNumber(count, 9), 'time')}`,
      examples,
    })),
    slowest: slowestTable(result),
    statements: statementTable(result),
    events: result.events
      .filter((event) => event.kind !== 'exception')
      .map(({ second, text, output }) => `${formatSpan(second)}: ${text}${outputText(text, output)}`),
    caveats: result.caveats.map((caveat) => caveat.text),
    charts: chartsOf(result, series, story),
    provenance: provenanceOf(result),
  };
}

/** What a command wrote, where its sentence does not say so already. */
function outputText(text: string, output = ''): string {
  return output === '' || text.includes(output) ? '' : `; it wrote: ${output}`;
}

function provenanceOf({ run, totals, provenance }: Result): Facts {
  const { machine, engine } = provenance;
  const rows: [string, string][] = [
    ['Run', run.id],
    ['Command', provenance.commandLine],
    ['loadkit', provenance.loadkit],
    ['Engine', `k6 ${engine.k6}, ${engine.found}`],
    [
      'Generator',
      `${machine.os}, ${plural(machine.cpus, String(machine.cpus), 'CPU')} (${machine.cpuModel}), Node ${provenance.node}`,
    ],
    ['Scenario', `${provenance.scenarioFile}, bundle ${provenance.bundleHash.slice(0, 12)}`],
    ['Configuration', `${provenance.configFiles.join(', ') || 'none'}, ${provenance.configHash.slice(0, 12)}`],
    ['Seed', String(run.seed)],
    ['Variables handed over', provenance.env.join(', ') || 'none'],
    ['Requests and iterations', `${formatNumber(totals.requests, 9)} and ${formatNumber(totals.iterations, 9)}`],
  ];
  return rows.map(([name, value]) => [name, value, 'literal']);
}

function durationText({ run }: Result): string {
  return `${formatSpan(run.duration)}${run.timeScale === 1 ? '' : ` (time-scale ${formatNumber(run.timeScale)})`}`;
}

function requestsText({ totals }: Result): string {
  return `${formatNumber(totals.requests, 9)}, ${formatNumber(totals.failed, 9)} failed`;
}

function factsOf(result: Result): Facts {
  const { run, totals, provenance } = result;
  const { environment, targetVersion } = provenance;
  const facts: Fact[] = [
    ['Date', formatDate(run.startedAt)],
    ...(environment ? [['Environment', environment] as const] : []),
    run.target === UNNAMED_TARGET ? ['Target', run.target] : ['Target', run.target, 'literal'],
    ...(targetVersion ? [['Target version', targetVersion] as const] : []),
    ['Duration', durationText(result)],
    ['Requests', requestsText(result)],
  ];
  // Of a run that lasted less than a second nobody counted them.
  if (totals.vusMax > 0) facts.splice(-1, 0, ['Virtual users', `at most ${formatNumber(totals.vusMax, 9)}`]);
  if (run.arrivals !== null)
    facts.push(['Arrivals', run.arrivals === 'poisson' ? `random, seed ${run.seed}` : 'evenly spaced']);
  if (run.traces) facts.push(['Traced', `${formatRatio(run.traces)} of the requests carried a traceparent`]);
  if (totals.dropped > 0) facts.push(['Dropped arrivals', formatNumber(totals.dropped, 9)]);
  if (run.state !== 'complete') facts.push(['Ended', `${run.state}: ${run.reason ?? 'for no known reason'}`]);
  return facts;
}

function standingOf(result: Result): string {
  const { validity, run } = result;
  const parts = [validity.status === 'valid' ? 'valid run' : leftOpen(result) ? 'no verdict' : 'not valid'];
  if (run.state !== 'complete') parts.unshift(run.state);
  if (run.arrivals !== null) parts.push(run.arrivals === 'poisson' ? 'random arrivals' : 'evenly spaced arrivals');
  if (run.timeScale !== 1) parts.push(`time-scale ${formatNumber(run.timeScale)}`);
  return parts.join(', ');
}

function objectiveRow(objective: ObjectiveResult, { stages }: Result): ObjectiveRow {
  const stage = stages.find(({ name }) => name === objective.stage);
  const { window } = objective;
  const windows = window && `${formatSpan(window.width)} windows: ${window.broken} of ${window.judged} broken`;
  return {
    id: objective.id,
    name: objective.name,
    measure: objective.measure.text,
    source: objective.source,
    zone: objective.zone,
    status: statusOf(objective),
    target: objective.target && limitText(objective.target, objective.unit),
    critical: objective.critical && limitText(objective.critical, objective.unit),
    actual: stage ? cellText(objective, stage) : actualText(objective),
    interval: intervalText(objective),
    samples: formatNumber(objective.samples, 9),
    over: objective.stage ?? windows,
    pooled: objective.stage === null,
    counts: objective.counts || objective.beside !== undefined,
    note: [besideText(objective), objective.note, objective.marginal ? 'too close to the limit to be sure' : '']
      .filter(Boolean)
      .join('; '),
    bullet: bulletOf(objective),
  };
}

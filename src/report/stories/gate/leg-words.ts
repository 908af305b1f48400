import type { ComparedMetric } from '../../../compare/runs/compared-metric.ts';
import { metricFamily, metricLabel } from '../../../compare/runs/run-metrics.ts';
import { disturbedTooOften } from '../../../gate/disturbed-runs.ts';
import type { GateChange, GateLeg, GateRun, Sight } from '../../../gate/gate-result.ts';
import { formatRatio, formatValue } from '../../../units/format.ts';
import type { Sign } from '../../symbols.ts';
import { plural, shiftWithInterval, shiftWords } from '../../words.ts';

/** `load at small` */
export function legName({ scenario, tier }: Pick<GateLeg, 'scenario' | 'tier'>): string {
  return `${scenario} at ${tier}`;
}

/** What became of a leg: a sign, a word, and a sentence without a full stop. */
export interface LegWords {
  readonly sign: Sign;
  readonly word: string;
  readonly says: string;
}

/** What became of a leg, what decides first. */
export function legWords(leg: GateLeg): LegWords {
  const { sign, word, why } = decisive(leg);
  const missing = leg.runs.filter(({ valid }) => valid).length < leg.repeats;
  const runs = runsText(leg);
  const texts = [
    why,
    silentText(leg),
    disturbedText(leg),
    missing ? runs : '',
    legComparisonText(leg),
    missing ? '' : runs,
    warningsText(leg),
    openChangesText(leg),
    leg.history.unknown ?? '',
  ];
  return { sign, word, says: texts.filter((text) => text !== '').join('; ') };
}

function decisive(leg: GateLeg): { sign: Sign; word: string; why: string } {
  const { exitCode, failure, runs, comparison, history } = leg;
  switch (exitCode) {
    case 0:
      if (runs.some(({ verdict }) => verdict === 'degraded'))
        return { sign: 'degraded', word: 'degraded', why: brokenText(runs, 'degraded') };
      if (history.changes.length > 0) return { sign: 'degraded', word: 'passes', why: '' };
      return { sign: 'met', word: comparison?.verdict === 'improvement' ? 'improved' : 'passes', why: '' };
    case 3:
      return { sign: 'critical', word: 'broken', why: brokenText(runs, 'broken') };
    case 4:
      return { sign: 'critical', word: comparison?.verdict === 'regression' ? 'regression' : 'changed', why: '' };
    case 5:
      return { sign: 'inconclusive', word: 'inconclusive', why: brokenText(runs, 'broken') };
    case 9:
      return { sign: 'degraded', word: 'not in order', why: undoneTexts(leg).join(', ') };
    default:
      return { sign: 'no-data', word: `exit ${exitCode}`, why: failure ?? '' };
  }
}

/** `API response broken in 3 of 5 runs` */
function brokenText(runs: readonly GateRun[], word: string): string {
  return timesText(
    runs.map(({ broken }) => broken),
    word,
  );
}

/** What scripts left undone after the load, of valid runs: `teardown() failed: … in 1 of 5 runs`. */
export function undoneTexts({ runs }: GateLeg): string[] {
  const valid = runs.filter((run) => run.valid).map(({ undone }) => undone);
  return [...new Set(valid.flat())].map(
    (text) => `${text}, in ${valid.filter((undone) => undone.includes(text)).length} of ${valid.length} runs`,
  );
}

/** `the monitor service read nothing in 2 of 5 runs`; empty where each read something. */
export function silentText({ runs }: GateLeg): string {
  const valid = runs.filter((run) => run.valid);
  const said = timesText(
    valid.map(({ silent }) => silent),
    'read nothing',
  );
  return said === '' ? '' : `the monitor ${said}`;
}

/** Why a leg is not passed on the runs that are left; empty where as many were disturbed as chance may have it. */
export function disturbedText(leg: GateLeg): string {
  const disturbed = disturbedTooOften(leg);
  return disturbed === 0
    ? ''
    : `${disturbed} of ${leg.runs.length} runs missed an objective while other work took the CPUs, which may be the target's own: those that are left are its better ones`;
}

/** `warnings: cache missed in 2 of 5 runs`; empty where none was missed. */
export function warningsText({ runs }: GateLeg): string {
  const said = timesText(
    runs.map(({ warnings }) => warnings),
    'missed',
  );
  return said === '' ? '' : `warnings: ${said}`;
}

function timesText(names: readonly (readonly string[])[], word: string): string {
  const counts = new Map<string, number>();
  for (const name of names.flat()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} ${word} in ${count} of ${names.length} runs`).join(', ');
}

/** `5 valid runs`; how many are missing, and why. */
export function runsText({ runs, repeats }: GateLeg): string {
  const valid = runs.filter((run) => run.valid).length;
  if (valid >= repeats) return plural(valid, String(valid), 'valid run');
  const reason = runs.find((run) => !run.valid)?.reasons[0];
  return `${valid} of ${plural(repeats, String(repeats), 'valid run')}${reason ? `: ${reason}` : ''}`;
}

/** What the comparison says, its worst first. */
export function legComparisonText({ comparison }: GateLeg): string {
  if (comparison === null) return '';
  const { verdict, reasons, found, sees } = comparison;
  const named = (wanted: ComparedMetric['verdict']) =>
    (found?.metrics ?? [])
      .filter((metric) => metric.verdict === wanted)
      .sort(worstFirst)
      .map(shifted);
  switch (verdict) {
    case 'regression':
      return shortList(named('regression'));
    case 'improvement':
      return `better: ${shortList(named('improvement'))}`;
    case 'no-regression':
      return `no regression shown${sees.length > 0 ? `, ${seesText(sees)}` : ''}`;
    case 'inconclusive':
      return reasons.join('; ');
  }
}

/** What decides on a leg, in as few words as a headline has room for. */
export function shortSays(leg: GateLeg): string {
  const regressions = (leg.comparison?.found?.metrics ?? []).filter(({ verdict }) => verdict === 'regression');
  if (leg.exitCode !== 4 || regressions.length === 0) return legWords(leg).says;
  const [worst] = regressions.toSorted(worstFirst);
  const more = regressions.length - 1;
  return `${shifted(worst!)}${more > 0 ? `, and ${plural(more, String(more), 'more metric')}` : ''}`;
}

/** Endpoints before the run that they are a part of, what monitors read last; the largest shift first. */
export function worstFirst(a: ComparedMetric, b: ComparedMetric): number {
  const size = ({ relative }: ComparedMetric) => Math.abs(relative ?? Number.POSITIVE_INFINITY);
  const rank = (metric: ComparedMetric) => ['endpoint', 'run', 'watched'].indexOf(metricFamily(metric));
  const told = ({ verdict }: ComparedMetric) => Number(verdict === 'changed');
  return rank(a) - rank(b) || told(a) - told(b) || size(b) - size(a);
}

/** `GET /orders p95 +11 % (+8 % to +13 %)` */
export function shifted(metric: ComparedMetric): string {
  return `${metricLabel(metric)} ${shiftWithInterval(metric)}`;
}

const MOST_NAMED = 3;

function shortList(texts: readonly string[]): string {
  const more = texts.length - MOST_NAMED;
  return [...texts.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** `a shift of 5.4 % of p95 would have been`: by the run's own p95, or its first metric. */
function seesText(sees: readonly Sight[]): string {
  const one = sees.find(({ name, endpoint }) => name === 'p95' && endpoint === null) ?? sees[0]!;
  return `one of ${sightText(one)} of ${metricLabel(one)} would be in 9 of 10 cases`;
}

/** The smallest shift that is seen, as a share where there is one. */
export function sightText({ relative, shift, unit }: Sight): string {
  return relative === null || unit === 'ratio' ? formatValue(shift, unit, 2) : formatRatio(relative, 2);
}

/** `since 20261121-… worse: p95 +4 %, GET /orders p95 +9 %`; empty where nothing changed. */
export function openChangesText({ history: { changes } }: GateLeg): string {
  const since = new Map<string, string[]>();
  for (const change of changes) since.set(change.since, [...(since.get(change.since) ?? []), changeText(change)]);
  return [...since].map(([run, texts]) => `since ${run} worse: ${shortList(texts)}`).join('; ');
}

function changeText({ label, before, after, unit }: GateChange): string {
  return `${label} ${shiftWords(after - before, before, unit)}`;
}

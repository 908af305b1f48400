import type { AlertInterval, AlertResult } from '../../../result/alerts.ts';
import type { Result } from '../../../result/result.ts';
import { formatNumber, formatRate, formatSpan, formatValue } from '../../../units/format.ts';
import { columnsOf, type SignedCell, type Table } from '../../blocks.ts';
import type { Chart } from '../../charts/chart.ts';
import { limitText } from '../../limits.ts';
import type { Sign } from '../../symbols.ts';
import { plural } from '../../words.ts';
import type { SectionOf } from './told.ts';

/** Alerts of which a sentence has room to tell by name. */
const MOST_NAMED = 3;
/** Firings that are marked on charts. */
const MOST_MARKED = 6;

/** What became of the alerts, row by row; none of a run without any. */
export const alertsSection: SectionOf = ({ result }) => {
  const { alerts = [] } = result;
  if (alerts.length === 0) return undefined;
  return {
    question: 'Which alerts would have fired?',
    finding: alertsFinding(result),
    blocks: [
      { kind: 'note', text: 'Over the whole run, ramps and overload included. No verdict rests on them.' },
      { kind: 'table', table: alertTable(alerts) },
    ],
  };
};

/** What became of the alerts in a sentence; empty of a run without any. */
export function alertsFinding({ alerts = [], verdict }: Pick<Result, 'alerts' | 'verdict'>): string {
  if (alerts.length === 0) return '';
  const fired = alerts.filter(({ state }) => state === 'fired');
  const open = alerts.filter(({ state }) => state === 'no-data' || state === 'not-judged').length;
  const of = plural(alerts.length, formatNumber(alerts.length, 9), 'alert');
  const rest = open === 0 ? '' : `; of ${formatNumber(open, 9)} nobody can say`;
  const doubt = verdict === 'inconclusive' ? ', by a measurement that cannot be believed' : '';
  if (open === alerts.length) return `Of ${of} nobody can say whether ${open === 1 ? 'it' : 'they'} would have fired.`;
  if (fired.length === 0) return `None of ${of} would have fired${rest}${doubt}.`;
  return `${formatNumber(fired.length, 9)} of ${of} would have fired: ${namesOf(fired)}${rest}${doubt}.`;
}

/** The same, and of the first alerts that fired when, for how long, and under which load. */
export function alertSentences(result: Result): string[] {
  const finding = alertsFinding(result);
  const fired = (result.alerts ?? []).filter(({ state }) => state === 'fired');
  return [finding, ...fired.slice(0, MOST_NAMED).map(firedSentence)].filter(Boolean);
}

/** Where alerts fired, for charts over time. */
export function alertMarks({ alerts = [] }: Pick<Result, 'alerts'>): Chart['events'][number][] {
  return alerts
    .flatMap(({ name, fired: [first] }) => (first?.at === null || first === undefined ? [] : [{ name, at: first.at }]))
    .slice(0, MOST_MARKED)
    .map(({ name, at }) => ({ at, text: `the alert ${name} fired` }));
}

function namesOf(alerts: readonly AlertResult[]): string {
  const names = [...new Set(alerts.map(({ name }) => name))];
  const told = names.slice(0, MOST_NAMED).join(', ');
  return names.length > MOST_NAMED ? `${told} and ${formatNumber(names.length - MOST_NAMED)} more` : told;
}

function firedSentence({ name, severity, file, fired: [first], times, limit, unit }: AlertResult): string {
  if (first === undefined) return '';
  const level = severity === null ? '' : ` (${severity})`;
  const again = times > 1 ? `, the first of ${formatNumber(times, 9)} times` : '';
  const worst =
    first.peak === null || limit === null
      ? ''
      : `, at worst ${formatValue(first.peak, unit)} of ${limitText(limit, unit)}`;
  const from = file === null ? '' : ` of ${file}`;
  return `${name}${level}${from} would have fired at ${formatSpan(first.at ?? first.since)} ${lastedText(first)}${again}: its condition began at ${formatSpan(first.since)}, under ${loadText(first)}${worst}.`;
}

/** `for 4 min`, or `until the end, 4 min later`. */
function lastedText({ at, since, until, open }: AlertInterval): string {
  const lasted = until - (at ?? since);
  if (!open) return lasted > 0 ? `for ${formatSpan(lasted)}` : 'for a moment';
  return lasted > 0 ? `until the end, ${formatSpan(lasted)} later` : 'until the end';
}

function loadText({ load, requests }: AlertInterval): string {
  if (load?.kind === 'rate') return formatRate(load.value);
  const users = load === null ? '' : plural(load.value, formatNumber(load.value), 'user');
  const completed = requests === null ? '' : `${formatRate(requests)} completed`;
  return [users, completed].filter(Boolean).join(', ') || 'a load that is not known';
}

function alertTable(alerts: readonly AlertResult[]): Table {
  return {
    columns: columnsOf(['Alert', 'State', 'Began', 'Load then', 'Fired', 'Worst', 'Condition'], {
      State: 'word',
      'Load then': 'text',
      Condition: 'remark',
    }),
    keeps: 4,
    rows: alerts.map((alert) => {
      const first = alert.fired[0];
      return [
        alert.severity === null ? alert.name : `${alert.name} (${alert.severity})`,
        stateCell(alert),
        first ? formatSpan(first.since) : '–',
        first ? loadText(first) : '–',
        first === undefined || first.at === null ? '–' : `${formatSpan(first.at)} ${lastedText(first)}`,
        alert.worst === null ? '–' : formatValue(alert.worst, alert.unit),
        [conditionText(alert), noteText(alert)].filter(Boolean).join('; '),
      ];
    }),
  };
}

const SIGNS: Readonly<Record<AlertResult['state'], Sign>> = {
  fired: 'critical',
  pending: 'degraded',
  quiet: 'met',
  'no-data': 'no-data',
  'not-judged': 'no-data',
};

function stateCell({ state, severity, times }: AlertResult): SignedCell {
  const sign = state === 'fired' && severity !== 'critical' ? 'degraded' : SIGNS[state];
  const word = state === 'no-data' ? 'no data' : state === 'not-judged' ? 'not judged' : state;
  return { text: times > 1 ? `${word}, ${formatNumber(times, 9)} times` : word, sign };
}

function conditionText({ measure, limit, unit, source, for: needed }: AlertResult): string {
  const row = needed > 0 ? ` for ${formatSpan(needed)}` : '';
  return source === 'rules' || limit === null ? `${measure}${row}` : `${measure} ${limitText(limit, unit)}${row}`;
}

/** Why nothing can be said, where it stands, and what must be known to read it. */
function noteText({ reason, notes, source, file, fired: [first] }: AlertResult): string {
  const from = source === 'rules' ? `a rule of ${file}` : source === 'objectives' ? 'an objective' : '';
  return [from, first?.series, reason, ...notes].filter(Boolean).join('; ');
}

import type { ComparedMetric } from '../compare/runs/compared-metric.ts';
import type { RunMetric } from '../compare/runs/run-metrics.ts';
import { isMissed, type ObjectiveResult } from '../objectives/result.ts';
import { isSilenced } from '../objectives/severity.ts';
import type { Zone } from '../objectives/zone.ts';
import type { Verdict } from '../result/vocabulary.ts';
import { formatRatio, formatValue } from '../units/format.ts';
import type { Sign } from './symbols.ts';

/** A zone or verdict in a word and a sign, so that colour never carries it alone. */
export interface ZoneMark {
  readonly word: string;
  readonly sign: string;
}

const MARKS: Record<Zone | Verdict, ZoneMark> = {
  met: { word: 'met', sign: '✓' },
  degraded: { word: 'degraded', sign: '!' },
  critical: { word: 'critical', sign: '✗' },
  'no-data': { word: 'no data', sign: '?' },
  inconclusive: { word: 'inconclusive', sign: '?' },
};

export function markOf(zone: Zone | Verdict): ZoneMark {
  return MARKS[zone];
}

/** What became of an objective, in a sign and a word. */
export interface Status {
  readonly sign: Sign;
  readonly word: string;
}

/**
 * The status of a line: its zone, but that a warning which was missed is no failure, and that what is silenced is
 * neither met nor missed for anybody.
 */
export function statusOf(line: Pick<ObjectiveResult, 'zone' | 'severity' | 'silence'>): Status {
  const { zone, severity } = line;
  if (zone !== 'met' && isSilenced(line)) return { sign: 'inconclusive', word: 'silenced' };
  if (severity === 'warning' && isMissed(line)) return { sign: 'degraded', word: 'warning' };
  return { sign: zone, word: markOf(zone).word };
}

/** What must be known of a line beside its status: that it is a warning, or by whose leave it is silenced. */
export function besideText(line: Pick<ObjectiveResult, 'severity' | 'silence'>): string {
  const { severity, silence } = line;
  if (silence) return isSilenced(line) ? silencedText(silence) : `its silence ended on ${silence.until}`;
  return severity === 'warning' ? 'a warning' : '';
}

/** `silenced until 2026-12-31: the search index is being rebuilt` */
export function silencedText({ reason, until }: NonNullable<ObjectiveResult['silence']>): string {
  return `silenced until ${until}: ${reason}`;
}

/** `1 request`, `2 requests`, with the number already formatted. */
export function plural(count: number, text: string, noun: string): string {
  return `${text} ${noun}${count === 1 ? '' : 's'}`;
}

/** Whether a text says something already, in the middle of a sentence or as one of its own. */
export function saysAlready(text: string, sentence: string): boolean {
  const words = sentence.endsWith('.') ? sentence.slice(0, -1) : sentence;
  return text.toLowerCase().includes(words.toLowerCase());
}

const ENDS: readonly string[] = ['.', '!', '?', '…'];

/** A sentence whole: the first letter large, a full stop at its end. */
export function whole(text: string): string {
  return ENDS.includes(text.slice(-1)) ? capital(text) : `${capital(text)}.`;
}

/** A sentence from its words: the first letter large. */
export function capital(text: string): string {
  // k6 writes its name so at the beginning of a sentence, too; a metric has but one name.
  const [first = ''] = text.split(' ', 1);
  return first === 'k6' || first.includes('_') ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** What the words of a report mean; shown at its end. */
export const GLOSSARY: readonly (readonly [string, string])[] = [
  ['request_time', 'what a user waits for: connecting, TLS and k6’s http_req_duration together'],
  ['steady part', 'of a stage: from max(10 s, 10 %) after the load stopped changing; the rest is not judged'],
  [
    'interval',
    '95 %: of a percentile by order statistics, of a ratio by Wilson; requests in a queue are related, so the true doubt is larger',
  ],
  ['lateness', 'how much later than scheduled the generator started an iteration; it decides whether the run is valid'],
  ['dropped', 'arrivals for which no user (VU) was free'],
];

/** What an objective that loadkit adds by itself asks, where its name does not say it; undefined for others. */
export function meaningOf({ source, name }: { readonly source: string; readonly name: string }): string | undefined {
  if (source !== 'profile' || name !== 'integrity') return undefined;
  return 'what the journey wrote is read as it was written (readBack(); without it not judged)';
}

/** A shift with its sign: as a share of the median before where there is one, shares of requests as they are. */
export function shiftWords(value: number, median: number | null, unit: RunMetric['unit']): string {
  const base = Math.abs(median ?? 0);
  const sign = value > 0 ? '+' : '';
  const text = base === 0 || unit === 'ratio' ? formatValue(value, unit) : formatRatio(value / base, 2);
  return `${sign}${text}`;
}

/** `+11 % (+8.2 % to +13 %)`: the shift of a metric with its interval; `–` where there is none. */
export function shiftWithInterval({ shift, before, unit }: Pick<ComparedMetric, 'shift' | 'before' | 'unit'>): string {
  if (shift === null) return '–';
  const text = (value: number) => shiftWords(value, before.median, unit);
  const { value, lower, upper } = shift;
  return lower === null || upper === null ? text(value) : `${text(value)} (${text(lower)} to ${text(upper)})`;
}

import type { ChartSeries } from '../../../result/chart-series.ts';
import type { Result } from '../../../result/result.ts';
import { formatNumber, formatRate, formatRatio, formatSpan } from '../../../units/format.ts';
import { nearestSentence } from '../../nearness.ts';
import { capital, plural } from '../../words.ts';
import { breakingPointOf } from '../stages/estimates.ts';
import { notNamed, peaksSentence } from './gives-way/cause.ts';

/**
 * What was seen beside the verdict: how near to a limit, the headroom, the peak. Every number stands in the result or
 * its series. Pure.
 */
export function observationsOf(result: Result, series: ChartSeries): string[] {
  if (!result.measured) return [nothingMeasured(result)];
  // What cannot be believed is neither near a limit nor held; the load that came about is known all the same.
  if (result.verdict === 'inconclusive') return [peak(result, series), peaksSentence(series)].filter(Boolean);
  return [
    nearestSentence(result.objectives),
    headroom(result),
    ...backSentences(result),
    peak(result, series),
    peaksSentence(series),
    notNamed(result),
  ].filter(Boolean);
}

/** `180 iterations made no request and no sample of their own.` */
export function nothingMeasured({ totals: { iterations } }: Result): string {
  return `${plural(iterations, formatNumber(iterations, 9), 'iteration')} made no request and no sample of their own.`;
}

/** `Held 400 requests/s, 100 % more than this tier's 200; the next tier, large, asks for 500.` */
function headroom(result: Result): string {
  const { run, stages } = result;
  const own = run.base?.kind === 'rate' ? run.base.value : undefined;
  const held = heldRate(result);
  if (!own || held === undefined || run.timeScale !== 1) return '';
  const rate = (value: number) => formatRate(value);
  const more =
    held > own
      ? `, ${formatRatio(held / own - 1)} more than this tier's ${formatNumber(own)}`
      : held === own
        ? ", this tier's own"
        : `, less than this tier's ${formatNumber(own)}`;
  const next = (run.tiers ?? []).find((tier) => tier.rate > own);
  const beyond = next
    ? `; the next tier, ${next.name}, asks for ${formatNumber(next.rate)}${held >= next.rate ? ', which was held too' : ''}`
    : '';
  const tried = stages.length > 0 && breakingPointOf(result) === undefined ? ', and no more was tried' : '';
  return `Held ${rate(held)}${more}${tried}${beyond}.`;
}

/** The highest rate whose objectives held: what steps showed, or the one that was held. */
function heldRate(result: Result): number | undefined {
  const broke = breakingPointOf(result);
  if (broke) return broke.unit === 'requests/s' && broke.lower ? broke.lower : undefined;
  const held = result.stages.filter(
    ({ role, load, zone, valid, counts }) =>
      counts && valid && role === 'hold' && load?.kind === 'rate' && (zone === 'met' || zone === 'degraded'),
  );
  return held.length > 0 ? Math.max(...held.map(({ load }) => load!.to)) : undefined;
}

/** `After pod failure (at 5 min) the service was as before again between 11 s and 12 s later; …` */
function backSentences({ stability = [], events }: Result): string[] {
  const told = events.filter(({ back }) => back).map(({ name }) => name);
  const findings = stability.filter(({ judge, about }) => judge === 'recovery' && told.includes(about.series));
  return findings.map(({ text, reasons }) => `${capital([text, ...reasons].join(': '))}.`);
}

/** `Peak: 552 requests/s over 2 s, at most 750 users.` */
function peak({ totals }: Result, { requests, bin }: ChartSeries): string {
  const most = Math.max(0, ...requests.map((value) => value ?? 0));
  if (most === 0) return '';
  const users = totals.vusMax > 0 ? `, at most ${plural(totals.vusMax, formatNumber(totals.vusMax, 9), 'user')}` : '';
  return `Peak: ${formatRate(most)} over ${formatSpan(bin)}${users}.`;
}

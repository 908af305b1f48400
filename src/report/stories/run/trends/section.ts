import type { Result } from '../../../../result/result.ts';
import { type StabilityFinding, TIME_TO_LIMIT } from '../../../../result/stability.ts';
import { formatNumber, formatSpan, formatValue } from '../../../../units/format.ts';
import { columnsOf, type SignedCell, type Table } from '../../../blocks.ts';
import type { Sign } from '../../../symbols.ts';
import { capital } from '../../../words.ts';
import type { SectionOf } from '../told.ts';
import { trendChart, unitOfTrend } from './chart.ts';

/** Charts that are drawn, and findings that a summary tells. */
const MOST_DRAWN = 6;
const MOST_TOLD = 3;

/** What grew without an end while the load was constant, and how little would have shown; none where nothing was judged. */
export const trendsSection: SectionOf = ({ result }) => {
  const found = trendsOf(result);
  if (found.length === 0) return undefined;
  const charts = found
    .filter(grows)
    .slice(0, MOST_DRAWN)
    .flatMap((finding, at) => trendChart(finding, at) ?? []);
  return {
    question: 'Does anything grow without an end?',
    finding: trendsFinding(found),
    blocks: [
      ...(charts.length > 0 ? [{ kind: 'charts' as const, charts }] : []),
      { kind: 'table', table: tableOf(found) },
    ],
  };
};

/** What leaks or drifts, a sentence each: of the first. */
export function trendSentences(result: Result): string[] {
  return trendsOf(result)
    .filter(grows)
    .slice(0, MOST_TOLD)
    .map(({ text }) => `${capital(text)}.`);
}

/** What grows first. */
function trendsOf({ stability = [] }: Pick<Result, 'stability'>): readonly StabilityFinding[] {
  const trends = stability.filter(({ judge }) => judge === 'leak' || judge === 'drift');
  return trends.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
}

const ORDER: readonly StabilityFinding['verdict'][] = ['leak', 'drift', 'level-shift', 'inconclusive', 'stable'];

function grows({ verdict }: StabilityFinding): boolean {
  return verdict === 'leak' || verdict === 'drift';
}

function trendsFinding(found: readonly StabilityFinding[]): string {
  const [first, ...others] = found.filter(grows);
  if (first) {
    const more =
      others.length === 0
        ? ''
        : `; ${formatNumber(others.length, 9)} more ${others.length === 1 ? 'grows' : 'grow'}, too`;
    return `${capital(first.text)}${more}.`;
  }
  const open = found.filter(({ verdict }) => verdict === 'inconclusive').length;
  const of = found.length === 1 ? 'the one series' : `${formatNumber(found.length, 9)} series`;
  if (open === found.length) return `Of ${of} that ${found.length === 1 ? 'was' : 'were'} judged nobody can tell.`;
  const rest = open === 0 ? '' : `; of ${formatNumber(open, 9)} nobody can tell`;
  return `No growth is shown, of ${of} that ${found.length === 1 ? 'was' : 'were'} judged${rest}.`;
}

function tableOf(found: readonly StabilityFinding[]): Table {
  return {
    columns: columnsOf(['Series', 'Verdict', 'Slope, an hour', '95 %', 'Would have shown', 'At its limit', 'Why'], {
      Verdict: 'word',
      Why: 'remark',
    }),
    keeps: 3,
    rows: found.map((finding) => {
      const { about, verdict, estimate, minimumDetectable, reasons } = finding;
      const text = (value: number | null | undefined) => formatValue(value, unitOfTrend(finding));
      return [
        nameOf(about),
        verdictCell(verdict),
        text(estimate?.value),
        estimate ? `${text(estimate.lower)} to ${text(estimate.upper)}` : '–',
        text(minimumDetectable?.value),
        exhaustionText(finding),
        reasons[0] ?? '',
      ];
    }),
  };
}

function nameOf({ source, series, labels }: StabilityFinding['about']): string {
  return [source, series, ...Object.values(labels)].filter(Boolean).join(' ');
}

const SIGNS: Partial<Record<StabilityFinding['verdict'], Sign>> = {
  leak: 'degraded',
  drift: 'degraded',
  'level-shift': 'met',
  stable: 'met',
};

function verdictCell(verdict: StabilityFinding['verdict']): SignedCell {
  return { text: verdict.replace('-', ' '), sign: SIGNS[verdict] ?? 'inconclusive' };
}

/** How long until it meets its limit at this pace; a dash where it has none, or does not grow. */
function exhaustionText({ figures }: StabilityFinding): string {
  const time = figures.find(({ name }) => name === TIME_TO_LIMIT)?.value;
  return time == null ? '–' : `in ${formatSpan(time)}`;
}

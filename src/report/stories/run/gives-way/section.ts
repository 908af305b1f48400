import type { Result } from '../../../../result/result.ts';
import { isHarm, type StabilityFigure, type StabilityFinding } from '../../../../result/stability.ts';
import { formatNumber, formatRatio } from '../../../../units/format.ts';
import { type Block, columnsOf, type MeasuredCell, type Table, type TableCell } from '../../../blocks.ts';
import { capital, whole } from '../../../words.ts';
import { findingSeries, limitCrossing, resourceFindings } from '../charts/use.ts';
import { drawn, type SectionOf } from '../told.ts';
import { causeText, notNamed } from './cause.ts';

/** What the watched resources, and the work that was done, say of a service that has too much to do. */
export const givesWaySection: SectionOf = ({ model, result }) => {
  const resources = resourceFindings(result);
  const work = (result.stability ?? []).filter(({ judge }) => judge === 'pool' || judge === 'degradation');
  if (resources.length === 0 && work.length === 0) return undefined;
  const cause = causeText(result);
  const told = work.filter(({ text }) => text !== cause).map((finding) => sentenceOf(finding));
  const doubts = resources.flatMap((finding) =>
    finding.reasons.map((reason) => `${findingSeries(finding)}: ${reason}`),
  );
  const table: Block[] = resources.length > 0 ? [{ kind: 'table', table: tableOf(resources) }] : [];
  return {
    question: 'Which resource gave way first?',
    finding: findingOf(result, cause, resources, told),
    blocks: [...drawn(model, ['use']), ...table, { kind: 'list', items: [...told, ...doubts.map(capital)] }],
  };
};

function findingOf(
  result: Result,
  cause: string,
  resources: readonly StabilityFinding[],
  told: readonly string[],
): string {
  if (result.verdict === 'inconclusive') return 'What was used was measured, but it is not judged.';
  if (cause !== '') return `${capital(cause)}.`;
  const open = notNamed(result);
  if (open !== '') return open;
  if (resources.length === 0) return told[0] ?? '';
  return 'No resource that was watched came to its limit.';
}

function sentenceOf({ text, reasons }: StabilityFinding): string {
  return whole(capital([text, ...reasons].join('; ')));
}

function tableOf(resources: readonly StabilityFinding[]): Table {
  return {
    columns: columnsOf(['Resource', 'Read by', 'At the highest load', 'Headroom', 'At its limit', 'Full at', 'Found'], {
      'Read by': 'word',
      Found: 'word',
    }),
    rows: resources.map((finding): TableCell[] => [
      findingSeries(finding),
      finding.about.source ?? '',
      shareOf(finding, 'used at the highest load'),
      shareOf(finding, 'headroom at the highest load'),
      limitCell(finding),
      loadCell(finding.estimate),
      { text: finding.verdict.replaceAll('-', ' '), sign: signOf(finding) },
    ]),
  };
}

function shareOf({ figures }: StabilityFinding, name: string): string {
  return formatRatio(figures.find((figure) => figure.name === name)?.value, 2);
}

/** The load at which it meets the critical limit of its objective, after that limit. */
function limitCell(finding: StabilityFinding): TableCell {
  const limit = limitCrossing(finding);
  if (!limit) return '–';
  const [cell, share] = [loadCell(limit.at), formatRatio(limit.share)];
  return typeof cell === 'string' ? `${share}: ${cell}` : { ...cell, value: `${share}: ${cell.value}` };
}

function loadCell(at: StabilityFigure | null): string | MeasuredCell {
  if (!at) return '–';
  const { value, lower, upper } = at;
  if (value === null) return lower === null ? `${formatNumber(upper)} or less` : `beyond ${formatNumber(lower)}`;
  const ends = lower === null || upper === null ? '' : `${formatNumber(lower)} to ${formatNumber(upper)}`;
  return { value: `${formatNumber(value)}/s`, interval: ends };
}

function signOf(finding: StabilityFinding): 'critical' | 'met' | 'inconclusive' {
  const harm = isHarm(finding);
  return harm === undefined ? 'inconclusive' : harm ? 'critical' : 'met';
}

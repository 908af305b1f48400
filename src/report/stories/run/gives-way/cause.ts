import type { ChartSeries } from '../../../../result/chart-series.ts';
import type { Result } from '../../../../result/result.ts';
import type { StabilityFinding, StabilityVerdict } from '../../../../result/stability.ts';
import { bareName, resourcesOf } from '../../../../stability/use/resources.ts';
import { formatRatio } from '../../../../units/format.ts';
import { capital } from '../../../words.ts';

/** What names a cause, the surest first. */
const CAUSES: readonly StabilityVerdict[] = ['gave-way-first', 'gave-way-together', 'exhausted', 'collapse'];
/** What grows until something gives way. */
const TO_COME: readonly StabilityVerdict[] = ['leak', 'drift'];

/** Findings of these verdicts, in their order; none of a measurement that cannot be believed. */
function namedIn(
  { verdict, stability = [] }: Pick<Result, 'verdict' | 'stability'>,
  causes: readonly StabilityVerdict[],
): StabilityFinding[] {
  if (verdict === 'inconclusive') return [];
  return causes.flatMap((cause) => stability.find((finding) => finding.verdict === cause) ?? []);
}

/** What grows with time until something gives way. */
export function growing(result: Pick<Result, 'verdict' | 'stability'>): StabilityFinding[] {
  return namedIn(result, TO_COME);
}

/** What gave way, the surest first. */
export function gaveWay(result: Pick<Result, 'verdict' | 'stability'>): StabilityFinding[] {
  return namedIn(result, CAUSES);
}

/** `the connection pool (20 of 20) gave way first, at 310 requests/s; CPU was at 41 %`; empty where nothing did. */
export function causeText(result: Pick<Result, 'verdict' | 'stability'>): string {
  const [first] = gaveWay(result);
  return first?.text ?? '';
}

/** The same as the end of a headline: what gave way, else what will. */
export function causeWords(result: Pick<Result, 'verdict' | 'stability'>): string {
  const [first] = [...gaveWay(result), ...growing(result)];
  return first ? `; ${first.text}` : '';
}

/** Why nothing is named of a service that did not keep up; empty where something is, or it did. */
export function notNamed({ stability = [] }: Pick<Result, 'stability'>): string {
  const open = stability.find(({ judge, about }) => judge === 'gives-way' && about.source === null);
  return open ? `${capital([open.text, ...open.reasons].join('; '))}.` : '';
}

/** `At most CPU 87 %, memory 64 % and connection pool 100 % were used.` Empty where no resource was watched. */
export function peaksSentence({ watched }: Pick<ChartSeries, 'watched'>): string {
  const peaks = resourcesOf(
    watched.filter(({ of }) => of !== 'generator'),
    [],
  ).flatMap((resource) => {
    const known = resource.values.filter((value) => value !== null);
    if (known.length === 0 || resource.kind === 'lock') return [];
    return [`${bareName(resource)} ${formatRatio(Math.min(1, Math.max(...known)), 2)}`];
  });
  const [last, ...before] = peaks.toReversed();
  if (last === undefined) return '';
  const all = before.length > 0 ? `${before.toReversed().join(', ')} and ${last}` : last;
  return `At most ${all} ${peaks.length === 1 ? 'was' : 'were'} used.`;
}

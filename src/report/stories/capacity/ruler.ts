import type { Result } from '../../../result/result.ts';
import type { RulerMark, RulerSegment } from '../../head.ts';
import { roundedDown, roundedUp } from '../../rates.ts';
import { intervalWords, withinText } from './sentences.ts';
import type { Standing } from './standing.ts';

/** The stretches of load that a search tells apart, without the one that was never tried. */
export function capacitySegments({ verdict, estimates }: Result, standing: Standing): RulerSegment[] {
  const { search, load, words, lower } = standing;
  const tried = triedTo(standing);
  const segment = (from: number, to: number, zone: RulerSegment['zone']): RulerSegment => ({
    from,
    to,
    zone,
    label: '',
  });
  if (verdict === 'inconclusive' && lower === null) return [segment(0, tried, 'seen')];
  if (search.ended === 'alone') return [segment(0, tried, 'critical')];
  // The ends are those that are printed: what is promised is rounded down here as well.
  const upper = load?.upper ? (words ? words.printed.upper : roundedUp(load.upper)) : null;
  const promisedTo = lower === null ? 0 : (words?.printed.lower ?? roundedDown(lower));
  const held = lower === null ? [] : [segment(0, promisedTo, verdict === 'inconclusive' ? 'seen' : 'met')];
  if (upper === null) return [...held, segment(promisedTo, Math.max(promisedTo, tried), 'seen')];
  const end = Math.max(upper, tried);
  const broke = estimates.breakingPoint;
  const breaks = Math.min(end, Math.max(upper, broke?.value ?? broke?.upper ?? end));
  return [
    ...held,
    segment(promisedTo, upper, lower === null ? 'seen' : 'between'),
    segment(upper, breaks, 'degraded'),
    segment(breaks, end, 'critical'),
  ];
}

/** Where the sustainable load lies, and where the service breaks. */
export function capacityMarks(
  { estimates, verdict }: Result,
  { load, words, lower, lowerText }: Standing,
): RulerMark[] {
  const broke = estimates.breakingPoint;
  const breaks = broke && intervalWords(broke);
  const marks: RulerMark[] = [];
  if (words && load)
    marks.push({
      at: load.value!,
      name: `${verdict === 'inconclusive' ? 'estimated' : 'sustains'} ${words.value} requests/s`,
      detail: withinText(words, load),
    });
  else if (lower !== null)
    marks.push({ at: lower, name: `holds ${lowerText} requests/s`, detail: 'the highest load that held' });
  if (breaks)
    marks.push({
      at: broke!.value!,
      name: `breaks at ${breaks.value} requests/s`,
      detail: `${breaks.lower} to ${breaks.upper}`,
    });
  return marks.sort((a, b) => a.at - b.at);
}

/** The highest load of a probe that counts. */
export function triedTo({ search: { probes } }: Standing): number {
  return Math.max(0, ...probes.filter(({ valid }) => valid).map(({ rate }) => rate));
}

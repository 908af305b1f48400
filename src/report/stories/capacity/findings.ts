import { formatNumber, formatRate } from '../../../units/format.ts';
import { bindingOf, effortText, intervalWords, precisionText, rangeText, shortName } from './sentences.ts';
import type { Standing } from './standing.ts';

// What the sections of a search found, each in a sentence.

export function crossingFinding(standing: Standing): string {
  const { search, load, words, lower, lowerText } = standing;
  const objective = bindingOf(standing);
  if (search.ended === 'alone' && objective) return `${shortName(objective)} is missed without any load.`;
  if (objective && load && words)
    return `${shortName(objective)} gives way first, at ${rangeText(load, search.tierRate)}.`;
  if (lower !== null) return `No objective gave way up to ${lowerText} requests/s.`;
  return 'It is not known which objective gives way first.';
}

export function scalingFinding({ search: { usl } }: Standing): string {
  if (!usl) return 'Too little was measured to say how throughput grows with what is in flight.';
  const { peakConcurrency: at, peakThroughput: peak, measuredTo, caveats } = usl;
  const words = peak && intervalWords(peak);
  if (caveats.some(({ code }) => code === 'lack-of-fit'))
    return 'The universal scalability law does not describe how throughput grows with what is in flight here.';
  if (at && words) {
    const found = `peaks at ${words.value} requests/s (${words.lower} to ${words.upper}), with ${formatNumber(at.value)} in flight`;
    if (at.value <= measuredTo) return `Good throughput ${found}.`;
    return `The curve ${found}: beyond the ${formatNumber(measuredTo)} measured.`;
  }
  return `No peak of throughput is certain up to ${formatNumber(measuredTo)} in flight.`;
}

export function courseFinding({ search, load }: Standing): string {
  const effort = effortText(search);
  const precision = load ? precisionText(load) : '';
  return precision ? `${effort} narrowed it to ${precision}.` : `${effort} came to no interval.`;
}

export function loadFinding({ search: { probes } }: Standing): string {
  const rates = probes.map(({ rate }) => rate);
  if (rates.length === 0) return 'No load was sent.';
  return `The load was between ${formatNumber(Math.min(...rates))} and ${formatRate(Math.max(...rates))}.`;
}

import type { Estimate } from '../../result/vocabulary.ts';
import { formatNumber, formatSpan } from '../../units/format.ts';
import type { SearchOutcome } from './outcome.ts';
import type { SearchSettings } from './settings.ts';

/** Of the two-sided interval of every search. */
const CONFIDENCE = 0.9;

/** A search's outcome as an estimate of the result, `max-sustainable-load` in requests/s, with what speaks against it. */
export function searchEstimate(outcome: SearchOutcome, settings: SearchSettings): Estimate {
  const { value, lower, upper } = outcome;
  return {
    name: 'max-sustainable-load',
    value,
    lower,
    upper,
    confidence: value === null ? null : CONFIDENCE,
    unit: 'requests/s',
    basis: basisOf(outcome),
    caveats: [...endCaveats(outcome, settings), ...replayCaveats(outcome), ...confirmationCaveats(outcome)],
  };
}

function basisOf({ estimate, seconds }: SearchOutcome): string {
  const load = `${formatSpan(seconds)} of load`;
  if (!estimate) return load;
  const used = estimate.replay?.used && estimate.replay.valid ? estimate.replay.slots : undefined;
  const how = used === undefined ? '' : `, and a replay of its requests through ${used} slots in order of arrival`;
  return `states in flight over ${estimate.free.blocks} blocks of a dithered run, ${load}${how}`;
}

function endCaveats({ reason, secondsNeeded, objective }: SearchOutcome, settings: SearchSettings): string[] {
  const named = settings.objectives[objective ?? 0]!.name;
  switch (reason) {
    case 'precise':
      return [];
    case 'budget': {
      const wanted = `not resolved to ${formatNumber(settings.precision * 100)} % within the budget`;
      return [
        secondsNeeded === null ? wanted : `${wanted}: about ${formatSpan(secondsNeeded)} of load would be needed`,
      ];
    }
    case 'stopped':
      return ['stopped before it was resolved'];
    case 'generator':
      return ['at least this much: the generator could not keep to a higher rate, so that it is the limit'];
    case 'ceiling':
      return [`no objective broke up to the highest rate allowed, ${formatNumber(settings.maxRate)} requests/s`];
    case 'alone':
      return [`no rate meets ${named}: requests that find the service idle miss it already`];
    case 'drifting':
      return ['the capacity changed while it was measured: the interval holds for no one moment'];
    case 'collapsing':
      return [
        'the service collapsed three times near its estimated capacity, and came back only under next to no load',
      ];
    case 'invalid':
      return ['the generator could not keep to the rate: no valid batch in three tries'];
  }
}

function replayCaveats({ estimate }: SearchOutcome): string[] {
  const replay = estimate?.replay;
  if (!replay || replay.used) return [];
  return [replay.valid ? 'replay not used: it disagrees with the run' : `replay not used: ${replay.why}`];
}

function confirmationCaveats({ confirmation }: SearchOutcome): string[] {
  const { held, failures } = confirmation;
  if (held === false) return [`unstable: the lower bound failed its confirmation ${failures} times`];
  return failures > 0
    ? [`unstable: the lower bound held only after ${failures} step${failures > 1 ? 's' : ''} down`]
    : [];
}

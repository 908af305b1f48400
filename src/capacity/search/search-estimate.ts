import type { Estimate, EstimateCaveat } from '../../result/estimates.ts';
import { formatNumber, formatSeconds, formatSpan } from '../../units/format.ts';
import { changeCaveats, confirmationCaveats, endCaveats } from './end-caveats.ts';
import type { SearchOutcome } from './outcome.ts';
import type { SearchSettings } from './settings.ts';

/** Of the two-sided interval of every search. */
const CONFIDENCE = 0.9;

/** A search's outcome as an estimate of the result, `maxSustainableLoad` in requests/s, with what speaks against it. */
export function searchEstimate(outcome: SearchOutcome, settings: SearchSettings): Estimate {
  const { value, lower, upper } = outcome;
  return {
    value,
    lower,
    upper,
    confidence: value === null ? null : CONFIDENCE,
    unit: 'requests/s',
    basis: basisOf(outcome),
    caveats: [
      ...endCaveats(outcome, settings),
      ...changeCaveats(outcome),
      ...unstableCaveats(outcome),
      ...replayCaveats(outcome),
      ...confirmationCaveats(outcome),
    ],
  };
}

function basisOf({ estimate, seconds }: SearchOutcome): string {
  const load = `${formatSpan(seconds)} of load`;
  if (!estimate) return load;
  const used = estimate.replay?.used && estimate.replay.valid ? estimate.replay : undefined;
  const away = used && used.latency > 0 ? `, ${formatSeconds(used.latency)} away` : '';
  const how = used ? `, and a replay of its requests through ${used.slots} slots in order of arrival${away}` : '';
  return `states in flight over ${estimate.free.blocks} blocks of a dithered run, ${load}${how}`;
}

function unstableCaveats({ reason, instability }: SearchOutcome): EstimateCaveat[] {
  if (reason !== 'unstable') return [];
  const unstable = (text: string): EstimateCaveat[] => [{ code: 'unstable', text: `unstable: ${text}` }];
  if (!instability) return unstable('requests piled up, and did not end under next to no load');
  const { slope, lower, level } = instability;
  const rise = `${formatNumber(slope * 60)} a minute (at least ${formatNumber(lower * 60)}), ${formatNumber(level)} on average`;
  return unstable(`requests in flight rose at one and the same rate by ${rise}; this load is not borne for long`);
}

function replayCaveats({ estimate }: SearchOutcome): EstimateCaveat[] {
  const replay = estimate?.replay;
  if (!replay || replay.used) return [];
  const why = replay.valid ? 'it disagrees with the run' : replay.why;
  return [{ code: 'replay-unused', text: `replay not used: ${why}` }];
}

import type { SearchEnding } from '../../capacity/search/outcome.ts';
import { findingId } from '../../objectives/finding-id.ts';
import { type ObjectiveResult, objectiveResult, ownMeasure } from '../../objectives/result.ts';
import type { Zone } from '../../objectives/zone.ts';
import type { CapacityResult } from '../../result/capacity.ts';
import type { Reason, ReasonCode } from '../../result/reason.ts';
import type { Verdict } from '../../result/vocabulary.ts';
import { formatNumber } from '../../units/format.ts';

/**
 * The lines that a search is judged by: that the lower bound carries the tier's rate, where a tier was asked for, and
 * the searched objectives over the confirming hold at that bound. Rates are requests per second.
 */
export function searchLines(
  { search, tierRate, confirmation }: CapacityResult,
  { lower, upper, value }: SearchEnding,
  samples: number,
): ObjectiveResult[] {
  const inHold = search.objectives.flatMap((objective, at): ObjectiveResult[] => {
    const actual = confirmation?.bad[at] ?? null;
    const held = confirmation?.held ?? null;
    // Of requests of which too few came it is judged as it is written (held-lines.ts).
    if (confirmation && objective.where && actual === null) return [];
    return [
      objectiveResult({
        id: findingId('search', 'held', objective.name),
        source: 'search',
        name: `${objective.name}, bad requests`,
        zone: heldZone(actual, held, objective.allowed),
        actual,
        target: { op: '<=', value: objective.allowed },
        unit: 'ratio',
        samples: confirmation ? Math.round(confirmation.rate * confirmation.seconds) : 0,
        measure: ownMeasure('held', `bad of ${objective.measure.text}`),
        required: false,
        marginal: held === true && isOver(actual, objective.allowed),
        note: heldNote(actual, held, objective.allowed),
      }),
    ];
  });
  if (tierRate === null) return inHold;
  const zone: Zone = lower === null ? 'no-data' : lower >= tierRate ? 'met' : 'critical';
  const carries = objectiveResult({
    source: 'search',
    name: `carries the tier's ${formatNumber(tierRate)} requests/s`,
    zone,
    actual: lower,
    lower,
    upper,
    target: { op: '>=', value: tierRate },
    unit: 'per second',
    samples,
    measure: ownMeasure('carries', 'lower bound of the max sustainable load'),
    marginal: zone === 'critical' && (upper ?? value ?? 0) >= tierRate,
  });
  return [carries, ...inHold];
}

/**
 * Of a hold that failed those are broken that had more bad requests than they allow; of one that was not judged nothing
 * is known. A hold fails only where it has more of them than its batches' scatter explains.
 */
function heldZone(actual: number | null, held: boolean | null, allowed: number): Zone {
  if (actual === null || held === null) return 'no-data';
  return held || !isOver(actual, allowed) ? 'met' : 'critical';
}

function heldNote(actual: number | null, held: boolean | null, allowed: number): string {
  if (actual === null) return 'the lower bound was not held';
  if (held === null) return 'the hold of the lower bound did not come to its end';
  const chance = held && isOver(actual, allowed);
  return `while the lower bound was held${chance ? '; over the limit by less than two standard errors of its batches' : ''}`;
}

function isOver(actual: number | null, allowed: number): boolean {
  return actual !== null && actual > allowed;
}

/** Why a search gives no interval to decide from, as reasons of an inconclusive result; none where it does. */
export function searchReasons(
  { search, ended, limitedBy, confirmation, tierRate }: CapacityResult,
  { lower, upper }: SearchEnding,
): Reason[] {
  const reason = (code: ReasonCode, text: string, next: string): Reason[] => [{ code, stage: null, text, next }];
  if (limitedBy === 'scaling')
    return reason(
      'target-scaled',
      'the target got faster while it was measured (it warmed up, or scaled): no number holds for more than a moment',
      'warm it up and keep the number of its replicas fixed, then search again',
    );
  if (ended === 'drifting')
    return reason(
      'capacity-drifted',
      'the capacity changed while it was measured: no number holds for more than a moment',
      'look for what changed (scaling, caches, other load), and search again when it has settled',
    );
  if (ended === 'unstable')
    return reason(
      'unstable',
      'requests piled up while the load stayed the same: no load is borne for long',
      'look for what grows in the target (connections, queues, memory), and search again when it is mended',
    );
  if (confirmation?.held === false)
    return reason(
      'unstable',
      `the lower bound failed its confirmation ${confirmation.failures} times`,
      'search again with a longer --budget; look for pauses and other load on the target',
    );
  if (lower !== null && upper !== null) return [];
  // A lower bound alone answers whether a tier's rate is carried; so does an objective that is missed without any load.
  if (lower !== null && tierRate !== null && (lower >= tierRate || ended === 'alone')) return [];
  if (ended === 'generator' || (ended === 'invalid' && lower === null))
    return reason(
      'generator-limit',
      'the generator could not keep to a higher rate: it is the limit, not the target',
      'give the generator more CPU, or run loadkit on a machine of its own',
    );
  if (ended === 'ceiling')
    return reason(
      'max-rate',
      `no objective broke up to the highest rate allowed${lower === null ? '' : ', which is a lower bound'}`,
      'raise --max-rate (and safety.maxRate) to find the limit',
    );
  if (ended === 'alone')
    return reason(
      'no-rate',
      'no rate meets the objectives: requests that find the service idle miss them already',
      'look at one request alone (loadkit run smoke), or search with a wider limit',
    );
  return reason(
    'no-interval',
    ended === 'collapsing'
      ? 'the service collapsed near its estimated capacity three times: there is an upper bound only'
      : 'the search ended before it had an interval',
    search.method === 'trials'
      ? 'search again with a longer --budget'
      : 'search again with a longer --budget, or go on with --resume',
  );
}

/**
 * Whether the tier's rate is carried, where a tier was asked for, and whether what is required beside the searched
 * objectives was met where the lower bound was held. Met without a tier where an interval was found, since that is what
 * was asked for.
 */
export function tierVerdict(lines: readonly ObjectiveResult[]): Verdict {
  const required = lines.filter(({ counts, required: needed }) => counts && needed);
  const missed = required.some(
    ({ zone, source }) => zone === 'critical' || (zone === 'degraded' && source !== 'default'),
  );
  if (missed) return 'critical';
  return required.some(({ zone, source }) => zone === 'no-data' && source !== 'search') ? 'no-data' : 'met';
}

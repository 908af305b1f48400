import type { Result } from '../../../result/result.ts';
import { formatNumber, formatSpan } from '../../../units/format.ts';
import { needed } from '../../rates.ts';
import { capital } from '../../words.ts';
import { bindingOf, objectiveText, shortName } from './sentences.ts';
import type { Standing } from './standing.ts';

/** What follows from a search, with its arithmetic. What a check of the measurement advises comes before it. */
export function capacityAdvice(result: Result, standing: Standing): string[] {
  return [
    ...ending(result, standing),
    ...ofTier(result, standing),
    ...ofUsers(result, standing),
    ...ofNextTier(result, standing),
  ];
}

/** What to change so that the next search knows more. */
function ending({ run }: Result, standing: Standing): string[] {
  const { search, lower, lowerText } = standing;
  const { ended, limitedBy, search: plan, secondsNeeded, confirmation } = search;
  const objective = bindingOf(standing);
  const above = lower === null ? '' : `: above ${lowerText} requests/s nothing is known`;
  if (ended === 'stopped')
    return plan.method === 'trials'
      ? ['Search again, and let it come to its end.']
      : [`Go on where it was stopped: loadkit capacity --resume ${run.id}.`];
  if (limitedBy === 'rate-limiting')
    return [
      'Lift the rate limit for this test and search again; what was found is what the limiter lets pass, not the capacity.',
    ];
  if (limitedBy === 'scaling')
    return [
      'Warm the target up, keep the number of its replicas fixed, and search again, once for each number that matters.',
    ];
  if (limitedBy === 'generator' || ended === 'invalid')
    return [`Give the generator more CPU, or a machine of its own, and search again${above}.`];
  switch (ended) {
    case 'ceiling':
      return [`Raise --max-rate above ${formatNumber(plan.maxRate)} to find the limit of this deployment.`];
    case 'alone':
      return objective
        ? [
            `Make the service faster, or relax ${shortName(objective)} (${objectiveText(objective)}): without any load it is missed already.`,
          ]
        : [];
    case 'drifting':
      return [
        'Look for what changed meanwhile (caches, garbage collection, other load on its machine), then search again.',
      ];
    case 'unstable':
      return ['Look for what grows in the service while the load stays the same: connections, queues, memory.'];
    case 'collapsing':
      return ['Limit the requests in flight before the service: beyond its capacity it gets less done than below.'];
    case 'budget':
      return secondsNeeded === null
        ? [`Search for longer than the budget of ${formatSpan(plan.budget)}.`]
        : [
            `Search for longer: ±${formatNumber(plan.precision * 100)} % takes about ${formatSpan(secondsNeeded)} of load; --budget gave ${formatSpan(plan.budget)} by the clock.`,
          ];
  }
  if (confirmation?.held === false && lower !== null)
    return [`Promise nothing yet: hold ${lowerText} requests/s for longer and look for what makes it unstable.`];
  return [];
}

/** Against the tier's own load, or when to scale. */
function ofTier(
  { run }: Result,
  { search: { tierRate, limitedBy }, carried, marginal, lower, lowerText, load, words, tier }: Standing,
): string[] {
  if (tierRate === null)
    return lower === null
      ? []
      : [`Hold it against what is asked: loadkit plan --from ${run.id} says what each tier needs.`];
  // What a limiter lets pass is no capacity to add to.
  if (limitedBy === 'rate-limiting') return [];
  if (carried === true && load?.upper)
    return [`Scale before load reaches ${lowerText} requests/s; ${tier} asks ${needed(tierRate)}.`];
  if (carried === false && !marginal && lower !== null)
    return [
      `${capital(tier)} asks ${needed(tierRate)} requests/s, ${times(tierRate / lower)} × the ${lowerText} that are carried: add capacity, then search again.`,
    ];
  if (marginal && words)
    return [
      `${capital(tier)} asks ${needed(tierRate)} requests/s, which lies within ${words.lower} to ${words.upper}: a narrower interval (--precision, --budget) decides.`,
    ];
  return [];
}

/** How far it is to the next tier of the project. */
function ofNextTier({ run }: Result, { search: { tierRate }, carried, lower }: Standing): string[] {
  if (carried !== true || lower === null || tierRate === null) return [];
  const next = [...(run.tiers ?? [])].sort((a, b) => a.rate - b.rate).find(({ rate }) => rate > tierRate);
  if (!next) return [];
  return lower >= next.rate
    ? [`The ${next.name} tier asks ${needed(next.rate)} requests/s: this deployment carries that as well.`]
    : [
        `The ${next.name} tier asks ${needed(next.rate)} requests/s, ${times(next.rate / lower)} × what this deployment carries: loadkit plan says what that takes.`,
      ];
}

/** How many users a load is follows from their think time alone, which nobody can guess. */
function ofUsers({ estimates, run }: Result, { search: { limitedBy }, lower }: Standing): string[] {
  if (lower === null || !(limitedBy === 'objective' || limitedBy === 'max-rate')) return [];
  if (estimates.concurrentUsers) return [];
  return [
    `How many users that is follows from their think time, which the journey does not state: pause by think(seconds) in it, or state plan.thinkTime and run loadkit plan --from ${run.id}.`,
  ];
}

/** A need: rounded up. */
function times(ratio: number): string {
  return needed(ratio);
}

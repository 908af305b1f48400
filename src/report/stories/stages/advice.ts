import type { Result } from '../../../result/result.ts';
import { formatNumber, formatRate } from '../../../units/format.ts';
import { capital, plural } from '../../words.ts';
import { mending } from '../run/gives-way/next.ts';
import { standsOut } from './causes.ts';
import { breakingPointOf } from './estimates.ts';

/** What to do next, computed from what gave way, zones, causes and estimates. Pure. */
export function recommendations(result: Result): string[] {
  const advice = adviceOf(result.validity.reasons);
  if (result.verdict === 'inconclusive') return advice;
  const next = [...mending(result), ...lookFirst(result), ...onLimit(result)];
  return [...advice, ...next, ...(next.length === 0 ? [byVerdict(result)] : [])];
}

/** What to change about a measurement that may not be believed, each once. */
export function adviceOf(reasons: Result['validity']['reasons']): string[] {
  return [...new Set(reasons.map(({ next }) => next))].map((next) => `${capital(next)}.`);
}

/** What follows from the verdict alone, where nothing else is known. */
function byVerdict(result: Result): string {
  if (result.verdict === 'met') return afterPass(result);
  return result.verdict === 'no-data'
    ? 'Make it send requests, and enough of them for each objective.'
    : 'Look at what missed its limit before the next run.';
}

/**
 * `Look at POST /orders first: it broke API response (412 of its 420 requests).` Only where another endpoint did not.
 */
function lookFirst(result: Result): string[] {
  if (result.endpoints.length < 2) return [];
  const broke = new Map<string, string[]>();
  for (const cause of result.causes) {
    const first = standsOut(cause);
    if (!first) continue;
    const { endpoint, bad, samples } = first;
    const share = `${cause.objective} (${formatNumber(bad, 9)} of its ${plural(samples, formatNumber(samples, 9), 'sample')})`;
    broke.set(endpoint, [...(broke.get(endpoint) ?? []), share]);
  }
  return [...broke].map(([endpoint, shares]) => `Look at ${endpoint} first: it broke ${shares.join(' and ')}.`);
}

/** Advice from where the service broke, or from how far it held. */
function onLimit(result: Result): string[] {
  const broke = breakingPointOf(result);
  if (!broke?.lower) return [];
  const { lower, upper, unit } = broke;
  if (unit === 'users')
    return upper === null
      ? ['Ramp to more users to find the limit of this deployment.']
      : [
          `A ramp shows where a service breaks, not what it carries: hold fewer than ${formatNumber(lower)} users (loadkit run baseline) before you promise them.`,
        ];
  if (result.run.profile === 'breakpoint') {
    return upper === null
      ? ['Raise the peak of the ramp to find the limit of this deployment.']
      : [
          `A ramp shows where a service breaks, not what it carries: hold steps below ${formatRate(lower)} (loadkit run stress) before you promise them.`,
        ];
  }
  const base = result.stages.find((stage) => stage.factor === 1)?.load?.to;
  if (!base) return [];
  return upper === null
    ? [`The deployment held ${formatNumber(lower / base)} × this tier's rate; raise the steps to find its limit.`]
    : [`Current capacity supports ${formatRate(lower)}: scale before load passes that; ${formatRate(upper)} broke it.`];
}

/** What a run that was met does not say, and which run says it. */
function afterPass({ kind, run, stages }: Result): string {
  const at = run.tier === null ? '' : ` --tier ${run.tier}`;
  if (run.timeScale !== 1)
    return 'Run it at full length: a time-scaled run shows that everything works, and makes no claim of capacity.';
  if (run.profile === 'smoke')
    return `It works for one user. Whether it carries the expected load says loadkit run load${at}.`;
  if (stages.some(({ load }) => load?.kind === 'users') || kind === 'script')
    return `How much more it carries was not tried: loadkit capacity${at} finds it.`;
  return `How much more than the tier's rate it carries was not tried: loadkit run stress${at} or loadkit capacity${at} finds it.`;
}

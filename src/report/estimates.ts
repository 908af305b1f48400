import type { Result } from '../result/result.ts';
import type { Estimate } from '../result/vocabulary.ts';
import { formatNumber } from '../units/format.ts';
import { capacityAdvice } from './capacity/advice.ts';
import { capacitySentences } from './capacity/sentences.ts';
import { foreignReasons, standingOf } from './capacity/standing.ts';
import { capital } from './words.ts';

/** What the run estimates, in sentences with their basis; golden-tested, since a right number in a wrong sentence is wrong. */
export function estimateSentences(result: Result): string[] {
  if (result.capacity) return capacitySentences(result.estimates);
  return result.estimates
    .filter((estimate) => estimate.name === 'breaking-point')
    .map((estimate) => `${breakingPoint(estimate, result)}${caveats(estimate)}`);
}

function breakingPoint(estimate: Estimate, result: Result): string {
  const { lower, upper, unit } = estimate;
  if (result.run.profile === 'breakpoint') return onRamp(estimate, result);
  if (unit === 'users') {
    if (upper === null) return `Nothing broke up to ${formatNumber(lower)} users.`;
    const rate = result.estimates.find((other) => other.name === 'breaking-point-throughput')?.value;
    return `Breaks at ${formatNumber(upper)} users${rate === null || rate === undefined ? '' : ` (${formatNumber(rate)} requests/s)`}.`;
  }
  const factor = (rate: number | null) =>
    result.stages.find((stage) => stage.role === 'step' && stage.load?.to === rate)?.factor;
  const times = (rate: number | null) => {
    const value = factor(rate);
    return value === null || value === undefined ? '' : `${formatNumber(value)} ×`;
  };
  if (upper === null) return `Nothing broke up to ${times(lower)} the tier's rate (${formatNumber(lower)} requests/s).`;
  if (lower === 0)
    return `Breaks below ${times(upper)} the tier's rate (${formatNumber(upper)} requests/s), the lowest step that was tried.`;
  return `Breaks between ${times(lower)} and ${times(upper)} the tier's rate (${formatNumber(lower)} and ${formatNumber(upper)} requests/s).`;
}

/** `Breaks between 260 and 267 requests/s, 1.3 × the tier's rate (windows of the ramp, API response first).` */
function onRamp({ lower, upper, basis }: Estimate, result: Result): string {
  const times = (rate: number | null) => {
    const base = tierRate(result);
    return base && rate !== null ? `, ${formatNumber(rate / base)} × the tier's rate` : '';
  };
  if (upper === null) return `Nothing broke up to ${formatNumber(lower)} requests/s${times(lower)}.`;
  if (lower === 0) return `Breaks below ${formatNumber(upper)} requests/s${times(upper)} (${basis}).`;
  return `Breaks between ${formatNumber(lower)} and ${formatNumber(upper)} requests/s${times(lower)} (${basis}).`;
}

/** The rate that the stages' factors refer to. */
function tierRate({ stages }: Result): number | undefined {
  const stage = stages.find(({ factor, load }) => factor && load?.kind === 'rate');
  return stage && stage.load!.to / stage.factor!;
}

function caveats({ caveats: all }: Estimate): string {
  const told = all.filter((text) => !text.startsWith('nothing broke') && !text.startsWith('the lowest step'));
  return told.length > 0 ? ` (${told.join('; ')})` : '';
}

/** What to do next, computed from zones and estimates; empty where the numbers give no advice. */
export function recommendations(result: Result): string[] {
  const advice: string[] = [];
  const standing = standingOf(result);
  // What a search found out about itself it advises on itself, with its numbers.
  for (const next of new Set(foreignReasons(result).map((reason) => reason.next))) advice.push(`${capital(next)}.`);
  if (standing) return [...advice, ...capacityAdvice(result, standing)];
  const broke = result.estimates.find(
    (estimate) => estimate.name === 'breaking-point' && estimate.unit === 'requests/s',
  );
  if (broke?.lower && result.verdict !== 'inconclusive' && result.run.timeScale === 1)
    advice.push(...onLimit(broke, broke.lower, result));
  const critical = result.objectives.filter(
    (objective) => objective.counts && objective.zone === 'critical' && objective.stage === null,
  );
  if (critical.length > 0 && result.endpoints.length > 1) {
    const slow = [...result.endpoints]
      .filter((e) => e.latency.p95 !== null)
      .sort((a, b) => b.latency.p95! - a.latency.p95!)[0];
    if (slow)
      advice.push(`Look at ${`${slow.method} ${slow.name}`.trim()} first: it has the highest p95 of all endpoints.`);
  }
  return advice;
}

/** Advice from where the service broke, or from how far it held. */
function onLimit({ upper }: Estimate, lower: number, result: Result): string[] {
  if (result.run.profile === 'breakpoint') {
    return upper === null
      ? ['Raise the peak of the ramp to find the limit of this deployment.']
      : [
          `A ramp shows where a service breaks, not what it carries: hold steps below ${formatNumber(lower)} requests/s (loadkit run stress) before you promise them.`,
        ];
  }
  const base = result.stages.find((stage) => stage.factor === 1)?.load?.to;
  if (!base) return [];
  return upper === null
    ? [`The deployment held ${formatNumber(lower / base)} × this tier's rate; raise the steps to find its limit.`]
    : [
        `Current capacity supports ${formatNumber(lower)} requests/s; scale before load reaches ${formatNumber(upper)} requests/s.`,
      ];
}

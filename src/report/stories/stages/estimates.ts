import type { Estimate } from '../../../result/estimates.ts';
import type { Result } from '../../../result/result.ts';
import { formatNumber, formatRate } from '../../../units/format.ts';

/**
 * What the run estimates, in sentences with their basis; golden-tested, since a right number in a wrong sentence is
 * wrong.
 */
export function estimateSentences(result: Result): string[] {
  const estimate = breakingPointOf(result);
  return estimate ? [`${breakingPoint(estimate, result)}${caveats(estimate)}`] : [];
}

/**
 * Where the service broke or how far it held; undefined where that is not known, and where the run proves nothing of
 * it: it was time-scaled, or cannot be believed.
 */
export function breakingPointOf({ estimates, run, verdict }: Result): Estimate | undefined {
  if (run.timeScale !== 1 || verdict === 'inconclusive') return undefined;
  return estimates.breakingPoint;
}

function breakingPoint(estimate: Estimate, result: Result): string {
  const { lower, upper, unit } = estimate;
  if (result.run.profile === 'breakpoint') return onRamp(estimate, result);
  if (unit === 'users') {
    if (upper === null) return `Nothing broke up to ${formatNumber(lower)} users.`;
    const rate = result.estimates.breakingPointThroughput?.value;
    return `Breaks at ${formatNumber(upper)} users${rate === null || rate === undefined ? '' : ` (${formatRate(rate)})`}.`;
  }
  const factor = (rate: number | null) =>
    result.stages.find((stage) => stage.role === 'step' && stage.load?.to === rate)?.factor;
  const times = (rate: number | null) => {
    const value = factor(rate);
    return value === null || value === undefined ? '' : `${formatNumber(value)} ×`;
  };
  if (upper === null) return `Nothing broke up to ${times(lower)} the tier's rate (${formatRate(lower)}).`;
  if (lower === 0)
    return `Breaks below ${times(upper)} the tier's rate (${formatRate(upper)}), the lowest step that was tried.`;
  return `Breaks between ${times(lower)} and ${times(upper)} the tier's rate (${formatNumber(lower)} and ${formatRate(upper)}).`;
}

/** `Breaks between 260 and 267 requests/s, 1.3 × the tier's rate (windows of the ramp, API response first).` */
function onRamp({ lower, upper, basis }: Estimate, result: Result): string {
  const times = (rate: number | null) => {
    const base = tierRate(result);
    return base && rate !== null ? `, ${formatNumber(rate / base)} × the tier's rate` : '';
  };
  if (upper === null) return `Nothing broke up to ${formatRate(lower)}${times(lower)}.`;
  if (lower === 0) return `Breaks below ${formatRate(upper)}${times(upper)} (${basis}).`;
  return `Breaks between ${formatNumber(lower)} and ${formatRate(upper)}${times(lower)} (${basis}).`;
}

/** The rate that the stages' factors refer to. */
function tierRate({ stages }: Result): number | undefined {
  const stage = stages.find(({ factor, load }) => factor && load?.kind === 'rate');
  return stage && stage.load!.to / stage.factor!;
}

function caveats({ caveats: all }: Estimate): string {
  // The sentence says that nothing broke, or that the lowest step did.
  const told = all.filter(({ code }) => code !== 'nothing-broke' && code !== 'lowest-step-broke');
  return told.length > 0 ? ` (${told.map(({ text }) => text).join('; ')})` : '';
}

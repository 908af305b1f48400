import { spanText } from '../judge/ending.ts';
import { SCRIPT_VERDICT } from '../judge/script-verdict.ts';
import type { ObjectiveResult, Result } from '../result/result.ts';
import { formatNumber, formatValue } from '../units/format.ts';
import { capacityDecision } from './capacity/decision.ts';
import { standingOf } from './capacity/standing.ts';
import { claimOf } from './claim.ts';
import { courseSentence } from './course.ts';
import { limitText } from './limits.ts';
import { capital, plural } from './words.ts';

/** What a reader came for: the answer in a sentence, and what it rests on or what to do. */
export interface Decision {
  readonly headline: string;
  readonly detail: string;
}

/** The answer in words; every number in it stands in the result. Pure. */
export function decisionOf(result: Result): Decision {
  const standing = standingOf(result);
  if (standing && result.measured) return capacityDecision(result, standing);
  const at = claimOf(result);
  const decision = byVerdict(result, at);
  // The verdict of a run that did not come to its end is another one than inconclusive where that end was the answer.
  if (result.run.state === 'complete' || result.verdict === 'inconclusive') return decision;
  return { ...decision, headline: `${decision.headline} (ended early, after ${spanText(result.run)})` };
}

function byVerdict(result: Result, at: string): Decision {
  const counted = result.objectives.filter((objective) => objective.counts);
  switch (result.verdict) {
    case 'met':
      return {
        headline: `Meets its objectives${at}${broken(result)}`,
        detail: [courseSentence(result), tightest(counted)].filter(Boolean).join(' '),
      };
    case 'degraded':
      return {
        headline: `Degraded${at}: ${missed(counted, 'degraded')}`,
        detail: ['Within the critical limits, beyond the targets.', beyondVerdict(result)].filter(Boolean).join(' '),
      };
    case 'critical':
      return {
        headline: `Misses its objectives${at}: ${missed(counted, 'critical')}`,
        detail: [beyondVerdict(result), others(counted)].filter(Boolean).join(' '),
      };
    case 'no-data':
      return noData(result, counted, at);
    case 'inconclusive': {
      const [first] = result.validity.reasons;
      const { reason } = result.run;
      const text = first?.code === 'ended-early' && reason ? capital(reason) : first?.text;
      return {
        headline: `Inconclusive${at}: ${unbelieved(result)}`,
        detail: first ? `${first.stage ? `${first.stage}: ` : ''}${text}. What to do: ${first.next}.` : '',
      };
    }
  }
}

function unbelieved({ run }: Result): string {
  if (run.state === 'complete') return 'the measurement cannot be believed';
  return `the run was ${run.state} after ${spanText(run)}`;
}

/** `, breaks between 200 and 300 requests/s`: whoever reads no further must know of it. */
function broken({ estimates }: Result): string {
  const broke = estimates.find((estimate) => estimate.name === 'breaking-point');
  if (!broke?.upper) return '';
  if (broke.unit === 'users' || !broke.lower) return `, breaks by ${formatNumber(broke.upper)} ${broke.unit}`;
  return `, breaks between ${formatNumber(broke.lower)} and ${formatNumber(broke.upper)} ${broke.unit}`;
}

/** What a reader must know besides what was missed: how a spike went, and where a ramp was ended. */
function beyondVerdict(result: Result): string {
  return ['spike', 'breakpoint'].includes(result.run.profile) ? courseSentence(result) : '';
}

/** `API response is 812 ms in 1x, the limit is > 500 ms`. */
function missed(objectives: readonly ObjectiveResult[], zone: 'degraded' | 'critical'): string {
  const [worst] = objectives.filter((objective) => objective.zone === zone && objective.required);
  if (!worst) return 'see the objectives';
  if (worst.measure === SCRIPT_VERDICT && worst.note) return worst.note;
  const limit = zone === 'critical' ? (worst.critical ?? worst.target) : worst.target;
  const kind = limit === worst.target ? 'the target is' : 'critical is';
  const where = worst.stage === null ? '' : ` in ${worst.stage}`;
  const value = worst.actual === null ? 'without an answer' : formatValue(worst.actual, worst.unit);
  return `${worst.name} is ${value}${where}, ${kind} ${limitText(limit, worst.unit)}`;
}

function others(objectives: readonly ObjectiveResult[]): string {
  const names = [...new Set(objectives.filter((o) => o.zone === 'critical').map((o) => o.name))];
  return names.length > 1 ? `Critical: ${names.join(', ')}.` : '';
}

/** How close the nearest objective with a target came to it. */
function tightest(objectives: readonly ObjectiveResult[]): string {
  const near = objectives
    .filter(
      ({ actual, target, unit }) =>
        actual !== null && target && target.value > 0 && unit === 'seconds' && target.op.startsWith('<'),
    )
    .sort((a, b) => b.actual! / b.target!.value - a.actual! / a.target!.value)[0];
  if (!near) return '';
  const share = near.actual! / near.target!.value;
  return `Closest to its target: ${near.name}, ${formatValue(near.actual, near.unit)} of ${formatValue(near.target!.value, near.unit)} (${formatNumber(share * 100, 2)} %).`;
}

function noData(result: Result, counted: readonly ObjectiveResult[], at: string): Decision {
  const { requests, answered, iterations } = result.totals;
  if (requests > 0 && answered === 0) {
    return {
      headline: `No data${at}: the target answered none of ${formatNumber(requests, 9)} requests`,
      detail: '',
    };
  }
  if (requests === 0 && counted.every((objective) => objective.zone === 'no-data') && !result.measured) {
    const ran = plural(iterations, formatNumber(iterations, 9), 'iteration');
    return {
      headline: `No data${at}: nothing was measured`,
      detail: `${ran} made no request and no sample of their own. That is no pass.`,
    };
  }
  const missing = counted.filter((objective) => objective.zone === 'no-data' && objective.required);
  const [first] = missing;
  return {
    headline: `No data${at}: ${first ? `${first.name} cannot be judged` : 'no objective could be judged'}`,
    detail: first?.note
      ? `${first.note}. A run that measures too little is no pass: make it longer or relax the objective.`
      : '',
  };
}

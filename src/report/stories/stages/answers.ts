import type { ObjectiveResult } from '../../../objectives/result.ts';
import type { Result } from '../../../result/result.ts';
import { formatNumber, formatRate, formatSpan, formatValue } from '../../../units/format.ts';
import type { Answer } from '../../head.ts';
import { nearestSentence } from '../../nearness.ts';
import { growing } from '../run/gives-way/cause.ts';
import { recommendations } from './advice.ts';
import { breakingPointOf } from './estimates.ts';

/**
 * Does it meet its objectives, how much does it carry, what next; without a verdict: why, what can still be said, what
 * to do.
 */
export function answersOf(result: Result): Answer[] {
  return result.verdict === 'inconclusive'
    ? [
        whyNot(result, failedChecks(result)),
        stillTrue(result),
        nextAnswer(result, 'Run it again', recommendations(result)),
      ]
    : [meets(result), carries(result), nextAnswer(result, nextFigure(result), recommendations(result))];
}

/** The lines that stand for an objective as a whole, on which the verdict rests. */
export function pooledLines({ objectives }: Result): ObjectiveResult[] {
  return objectives.filter((objective) => objective.counts && objective.stage === null);
}

function meets(result: Result): Answer {
  const lines = pooledLines(result);
  const of = (zone: string) => lines.filter((line) => line.zone === zone);
  const question = 'Does it meet its objectives?';
  if (lines.length === of('no-data').length)
    return { question, figure: 'Not known', text: 'No objective could be judged.' };
  const unread = of('no-data').map(({ name }) => name);
  const told = unread.length > 0 ? `Without data: ${unread.join(', ')}.` : '';
  return {
    question,
    figure: `${of('met').length} of ${lines.length} met`,
    text: [nearestSentence(result.objectives), told].filter(Boolean).join(' '),
  };
}

function carries(result: Result): Answer {
  const question = 'How much does it carry?';
  const broke = breakingPointOf(result);
  if (broke && broke.lower !== null && broke.lower > 0) {
    const figure = `${formatNumber(broke.lower)} ${broke.unit}`;
    return broke.upper === null
      ? { question, figure, text: 'was the highest load tried, and it held. The limit lies above it.' }
      : { question, figure, text: `held; a critical limit broke at ${formatNumber(broke.upper)} ${broke.unit}.` };
  }
  if (broke?.upper) {
    return {
      question,
      figure: `Less than ${formatNumber(broke.upper)} ${broke.unit}`,
      text: 'The lowest load that was tried broke a critical limit already.',
    };
  }
  const rate = result.run.duration > 0 ? result.totals.requests / result.run.duration : 0;
  const limit =
    result.run.timeScale === 1
      ? 'This run did not look for the limit: loadkit run stress does.'
      : 'A time-scaled run says nothing of the limit.';
  return {
    question,
    figure: formatRate(rate),
    text: `on average over ${formatSpan(result.run.duration)}. ${limit}`,
  };
}

function nextFigure(result: Result): string {
  const { verdict, run } = result;
  if (verdict === 'critical') return 'Mend, then run again';
  if (verdict === 'degraded') return 'Watch it closely';
  if (verdict === 'no-data') return 'Measure it';
  if (growing(result).length > 0) return 'Find what grows';
  if (run.timeScale !== 1) return 'Run it at full length';
  return breakingPointOf(result)?.upper ? 'Scale before it breaks' : 'Look for the limit';
}

/** What to do next, of a run without a verdict: what to run instead. */
export function nextAnswer({ verdict }: Result, figure: string, [first]: readonly string[]): Answer {
  const question = verdict === 'inconclusive' ? 'What should be run instead?' : 'What next?';
  return { question, figure, text: first ?? 'The run gives no reason to change anything.' };
}

/** `2 checks failed` */
export function failedChecks({ validity }: Result): string {
  const count = new Set(validity.reasons.map((reason) => reason.code)).size;
  return count === 1 ? 'One check failed' : `${count} checks failed`;
}

/** Why there is no verdict. */
export function whyNot({ validity }: Result, figure: string): Answer {
  const [first] = validity.reasons;
  return {
    question: 'Why is there no verdict?',
    figure,
    text: first ? `${first.stage ? `${first.stage}: ` : ''}${first.text}.` : '',
  };
}

function stillTrue(result: Result): Answer {
  const question = 'What can still be said?';
  const valid = result.stages.filter((stage) => stage.valid && stage.counts && stage.latency.p95 !== null);
  const best = valid.at(-1);
  if (!best) return { question, figure: 'Nothing certain', text: 'No part on which the verdict rests was valid.' };
  return {
    question,
    figure: `p95 ${formatValue(best.latency.p95, 'seconds')}`,
    text: `in ${best.name}, which was valid. That is no verdict: the other parts are missing.`,
  };
}

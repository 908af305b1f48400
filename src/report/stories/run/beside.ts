import { isMissed, type ObjectiveResult } from '../../../objectives/result.ts';
import type { Result } from '../../../result/result.ts';
import { formatNumber } from '../../../units/format.ts';
import { lineSentence } from '../../limits.ts';
import { mostUrgent } from '../../urgency.ts';
import { plural, silencedText } from '../../words.ts';

// What a headline must say beside its verdict: warnings that were missed or could not be judged, and what is silenced.

/** Warnings of which a decision has room to tell. */
const MOST_TOLD = 3;

/** Objectives beside the verdict, each by its worst line, the most urgent first. */
interface Beside {
  readonly missed: readonly ObjectiveResult[];
  readonly unread: readonly ObjectiveResult[];
  readonly silenced: readonly ObjectiveResult[];
}

/** None of a measurement that cannot be believed: nothing of it is judged. What is met needs no word. */
function besideOf({ objectives, verdict }: Result): Beside {
  const lines = verdict === 'inconclusive' ? [] : mostUrgent(objectives.filter(({ beside }) => beside));
  const warnings = lines.filter(({ beside }) => beside === 'warning');
  return {
    missed: warnings.filter(isMissed),
    unread: warnings.filter(({ zone }) => zone === 'no-data'),
    silenced: lines.filter(({ beside, zone }) => beside === 'silenced' && zone !== 'met'),
  };
}

/** `, with 1 warning and 1 silenced`: how much stands beside the verdict, after a joint; empty where nothing does. */
export function besideWords(result: Result, joint: string): string {
  const { missed, unread, silenced } = besideOf(result);
  const count = (all: readonly unknown[], noun: string) => plural(all.length, formatNumber(all.length, 9), noun);
  const parts = [
    ...(missed.length > 0 ? [count(missed, 'warning')] : []),
    ...(unread.length > 0 ? [`${count(unread, 'warning')} without data`] : []),
    ...(silenced.length > 0 ? [`${formatNumber(silenced.length, 9)} silenced`] : []),
  ];
  const [last, ...before] = parts.toReversed();
  if (last === undefined) return '';
  return `${joint} ${before.length > 0 ? `${before.toReversed().join(', ')} and ${last}` : last}`;
}

/** The same in sentences: which they are, and until when and why something is silenced. */
export function besideSentences(result: Result): string[] {
  const { missed, unread, silenced } = besideOf(result);
  const more = missed.length - MOST_TOLD;
  return [
    ...missed.slice(0, MOST_TOLD).map((line) => `Warning: ${lineSentence(line)}.`),
    ...(more > 0 ? [`And ${plural(more, formatNumber(more, 9), 'more warning')}.`] : []),
    ...(unread.length > 0 ? [`Warnings without data: ${unread.map(({ name }) => name).join(', ')}.`] : []),
    ...silenced.map((line) => `${lineSentence(line)}; ${line.silence ? silencedText(line.silence) : 'silenced'}.`),
  ];
}

import { spanText } from '../../../judge/ending.ts';
import { isOwn, type ObjectiveResult } from '../../../objectives/result.ts';
import type { Result } from '../../../result/result.ts';
import { formatNumber } from '../../../units/format.ts';
import type { Decision } from '../../head.ts';
import { actualText, limitPhrase } from '../../limits.ts';
import { nearestSentence } from '../../nearness.ts';
import { capital, whole } from '../../words.ts';
import { besideSentences, besideWords } from '../run/beside.ts';
import { causeWords } from '../run/gives-way/cause.ts';
import { nothingMeasured } from '../run/observations.ts';
import { reasonsOf } from '../run/reasons.ts';
import { givesWay } from './causes.ts';
import { claimOf } from './claim.ts';
import { courseSentence } from './course.ts';
import { breakingPointOf } from './estimates.ts';

/** Names of objectives without data that a headline has room for. */
const MOST_NAMES = 3;

/** The answer in words; every number in it stands in the result. Pure. */
export function decisionOf(result: Result): Decision {
  const at = claimOf(result);
  const said = byVerdict(result, at);
  const decision = {
    headline: `${said.headline}${besideWords(result, result.verdict === 'met' ? ', with' : ';')}${causeWords(result)}`,
    detail: joined(said.detail, ...besideSentences(result)),
  };
  // The verdict of a run that did not come to its end is another one than inconclusive where that end was the answer.
  if (result.run.state === 'complete' || result.verdict === 'inconclusive') return decision;
  return { ...decision, headline: `${decision.headline} (ended early, after ${spanText(result.run)})` };
}

function byVerdict(result: Result, at: string): Decision {
  const counted = result.objectives.filter((objective) => objective.counts);
  switch (result.verdict) {
    case 'met':
      return {
        headline: `${meets(counted, at)}${broken(result)}${limited(result, ', but')}`,
        detail: joined(courseSentence(result), nearestSentence(counted), ...told(result)),
      };
    case 'degraded':
      return {
        headline: `Degraded${at}: ${missed(result, 'degraded')}${limited(result, ';')}`,
        detail: joined(
          'Within the critical limits, beyond the targets.',
          explained(result, 'degraded'),
          ...told(result),
          beyondVerdict(result),
        ),
      };
    case 'critical':
      return {
        headline: `Misses its objectives${at}: ${missed(result, 'critical')}${limited(result, ';')}`,
        detail: joined(explained(result, 'critical'), ...told(result), beyondVerdict(result), others(counted)),
      };
    case 'no-data':
      return noData(result, counted, at);
    case 'inconclusive': {
      const [first] = reasonsOf(result);
      const { reason } = result.run;
      const text = first?.code === 'ended-early' && reason ? capital(reason) : first?.text;
      return {
        headline: `Inconclusive${at}: ${unbelieved(result)}`,
        detail: first ? `${text}. What to do: ${first.next}.` : '',
      };
    }
  }
}

function unbelieved({ run }: Result): string {
  if (run.state === 'complete') return 'the measurement cannot be believed';
  return `the run was ${run.state} after ${spanText(run)}`;
}

function joined(...sentences: readonly string[]): string {
  return sentences.filter(Boolean).join(' ');
}

/** An objective without data is none that was met, required or not. */
function meets(counted: readonly ObjectiveResult[], at: string): string {
  const pooled = counted.filter(({ stage }) => stage === null);
  const unread = pooled.filter(({ zone }) => zone === 'no-data').map(({ name }) => name);
  if (unread.length === 0) return `Meets its objectives${at}`;
  const more = unread.length > MOST_NAMES ? ` and ${unread.length - MOST_NAMES + 1} more` : '';
  const names = unread.slice(0, more ? MOST_NAMES - 1 : MOST_NAMES).join(', ');
  return `Meets ${pooled.length - unread.length} of ${pooled.length} objectives${at}, ${unread.length} had no data: ${names}${more}`;
}

/** What makes figures mean something else than they seem to: a part was unlike the rest, or was not lived to see. */
function told({ caveats }: Result): string[] {
  return caveats
    .filter(({ code }) => code === 'transient' || code === 'until-sure')
    .map(({ text }) => `${capital(text)}.`);
}

/**
 * `, but the target limited the rate: 30 % of requests got status 429`: what was measured is its limit, not what it
 * carries.
 */
function limited({ caveats }: Result, joint: string): string {
  const caveat = caveats.find(({ code }) => code === 'rate-limited');
  return caveat ? `${joint} ${caveat.text}` : '';
}

/** `, breaks between 200 and 300 requests/s`: whoever reads no further must know of it. */
function broken(result: Result): string {
  const broke = breakingPointOf(result);
  if (!broke?.upper) return '';
  if (broke.unit === 'users' || !broke.lower)
    return `, breaks ${broke.lower ? 'at' : 'below'} ${formatNumber(broke.upper)} ${broke.unit}`;
  return `, breaks between ${formatNumber(broke.lower)} and ${formatNumber(broke.upper)} ${broke.unit}`;
}

/** What a reader must know besides what was missed: how a peak went, what came after it, and where a ramp was ended. */
function beyondVerdict(result: Result): string {
  return ['stress', 'spike', 'breakpoint'].includes(result.run.profile) ? courseSentence(result) : '';
}

/** `API response is 812 ms in 1x, critical is > 500 ms (POST /orders gives way)`. */
function missed(result: Result, zone: 'degraded' | 'critical'): string {
  const worst = firstOf(result, zone);
  if (!worst) return 'see the objectives';
  if (isOwn(worst, 'script-verdict') && worst.note) return worst.note;
  const where = worst.stage === null ? '' : ` in ${worst.stage}`;
  const value = worst.actual === null && worst.lower === null ? 'without an answer' : actualText(worst);
  const by = givesWay(result, worst.name);
  return `${worst.name} is ${value}${where}, ${limitPhrase(worst)}${by ? ` (${by} gives way)` : ''}`;
}

/**
 * What an objective that nobody wrote is about: its name alone says it to nobody. Empty for all others, and where the
 * headline says it.
 */
function explained(result: Result, zone: 'degraded' | 'critical'): string {
  const worst = firstOf(result, zone);
  return worst?.source === 'default' && !isOwn(worst, 'script-verdict') && worst.note ? whole(worst.note) : '';
}

/** The line that a headline names. */
function firstOf({ objectives }: Result, zone: 'degraded' | 'critical'): ObjectiveResult | undefined {
  return objectives.find((line) => line.counts && line.zone === zone);
}

function others(objectives: readonly ObjectiveResult[]): string {
  const names = [...new Set(objectives.filter((o) => o.zone === 'critical').map((o) => o.name))];
  return names.length > 1 ? `Critical: ${names.join(', ')}.` : '';
}

function noData(result: Result, counted: readonly ObjectiveResult[], at: string): Decision {
  const { requests, answered } = result.totals;
  if (requests > 0 && answered === 0) {
    return {
      headline: `No data${at}: the target answered none of ${formatNumber(requests, 9)} requests`,
      detail: '',
    };
  }
  if (requests === 0 && counted.every((objective) => objective.zone === 'no-data') && !result.measured) {
    return { headline: `No data${at}: nothing was measured`, detail: `${nothingMeasured(result)} That is no pass.` };
  }
  const missing = counted.filter((objective) => objective.zone === 'no-data' && objective.required);
  const [first] = missing;
  return {
    headline: `No data${at}: ${first ? `${first.name} cannot be judged` : 'no objective could be judged'}`,
    detail: first?.note ? `${first.note}. ${noPass(first)}` : '',
  };
}

/** What never ended (a line of loadkit's own, with its share) is not mended by a longer run. */
function noPass({ source, actual }: ObjectiveResult): string {
  return source === 'default' && actual !== null
    ? 'What ended meanwhile is no pass: find what the others waited for.'
    : 'A run that measures too little is no pass: make it longer or relax the objective.';
}

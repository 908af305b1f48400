import type { Result } from '../../../result/result.ts';
import { formatNumber, formatRate, formatRatio, formatSeconds } from '../../../units/format.ts';
import type { Check } from '../../blocks.ts';
import { capital, plural } from '../../words.ts';
import { leftOpen } from '../capacity/standing.ts';
import { pooledLines } from '../stages/answers.ts';
import { besideWords } from './beside.ts';
import { shownStatement, statementTime } from './tables.ts';

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

function count(n: number): string {
  return NUMBERS[n] ?? formatNumber(n, 9);
}

/** What became of the objectives on which the verdict rests, with what stands beside it. */
export function objectivesFinding(result: Result): string {
  return `${ofDeciding(result).slice(0, -1)}${besideWords(result, ', with')}.`;
}

function ofDeciding(result: Result): string {
  const lines = pooledLines(result);
  if (result.verdict === 'inconclusive') return 'The values below were measured, but they are not judged.';
  if (lines.every((line) => line.zone === 'no-data')) return 'No objective could be judged.';
  const of = (zone: string) => lines.filter((line) => line.zone === zone);
  const [critical, degraded, missing] = [of('critical'), of('degraded'), of('no-data')];
  const all = plural(lines.length, count(lines.length), 'objective');
  if (critical.length > 0)
    return `${capital(count(critical.length))} of ${all} broke ${critical.length === 1 ? 'its' : 'their'} critical limit.`;
  if (missing.length > 0 && of('met').length === lines.length - missing.length)
    return `${capital(count(of('met').length))} of ${all} ${of('met').length === 1 ? 'is' : 'are'} met, ${count(missing.length)} had no data.`;
  if (missing.length > 0)
    return `${capital(count(missing.length))} of ${all} ${missing.length === 1 ? 'has' : 'have'} no data.`;
  if (degraded.length > 0)
    return `${capital(count(degraded.length))} of ${all} missed ${degraded.length === 1 ? 'its' : 'their'} target.`;
  if (lines.length === 1) return 'The objective is met.';
  return lines.length === 2 ? 'Both objectives are met.' : `All ${all} are met.`;
}

export function timeFinding(result: Result): string {
  const known = result.stages.filter((stage) => stage.latency.p95 !== null && stage.role !== 'recovery');
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last) {
    const rate = result.run.duration > 0 ? result.totals.requests / result.run.duration : 0;
    return `${formatRate(rate)} were completed on average.`;
  }
  if (first === last) return `p95 was ${formatSeconds(first.latency.p95)} over the steady part.`;
  const where = ({ name, role }: typeof first) => (role === 'ramp' ? `on the way ${name}` : `in ${name}`);
  return `p95 was ${formatSeconds(first.latency.p95)} ${where(first)}, and ${formatSeconds(last.latency.p95)} ${where(last)}.`;
}

export function stagesFinding({ stages: all, verdict }: Result): string {
  const judged = all.filter((stage) => stage.role === 'step' && stage.valid && stage.zone !== null);
  const broke = judged.find((stage) => stage.zone === 'critical');
  if (verdict === 'inconclusive' || judged.length === 0)
    return `The run had ${plural(all.length, count(all.length), 'stage')}.`;
  return broke ? `${broke.name} is the first step that broke a critical limit.` : 'No step broke a critical limit.';
}

export function endpointsFinding({ endpoints: all }: Result): string {
  const slow = all.filter((e) => e.latency.p95 !== null).sort((a, b) => b.latency.p95! - a.latency.p95!)[0];
  const asked = plural(all.length, count(all.length), 'endpoint');
  if (!slow) return `${capital(asked)} ${all.length === 1 ? 'was' : 'were'} asked.`;
  if (all.length === 1) return `One endpoint was asked; its p95 is ${formatSeconds(slow.latency.p95)}.`;
  return `The slowest of ${asked} has a p95 of ${formatSeconds(slow.latency.p95)}.`;
}

/** What became of the objectives on what monitors read. */
export function watchedFinding(result: Result): string {
  const gaps = result.caveats.filter(({ code }) => code === 'monitor-gap').length;
  const holes = gaps > 0 ? ` ${capital(plural(gaps, count(gaps), 'monitor'))} had gaps.` : '';
  return `${limitsKept(result)}${holes}`;
}

const LONGEST_IN_A_FINDING = 80;

/** Which statement took most of the time of a database. */
export function statementsFinding({ statements = [] }: Result): string {
  const whole = statements.flatMap(({ stages }) => stages.filter(({ stage }) => stage === null));
  const tops = whole.flatMap((of) =>
    of.statements.slice(0, 1).map((top) => ({ top, share: top.seconds / statementTime(of) })),
  );
  const [first] = tops;
  if (first === undefined) return 'No statement was seen to be carried out.';
  return `Most of it, ${formatRatio(first.share)}, went to ${shownStatement(first.top.text, LONGEST_IN_A_FINDING)}`;
}

function limitsKept({ objectives }: Result): string {
  const lines = objectives.filter(({ stage, measure }) => stage === null && measure.kind === 'monitor');
  if (lines.length === 0) return 'What was read beside the load, on the same axis; no objective limits it.';
  const missed = lines.filter(({ zone }) => zone === 'degraded' || zone === 'critical').map(({ name }) => name);
  if (missed.length > 0) return `Beyond the limit: ${missed.join(', ')}.`;
  const unread = lines.filter(({ zone }) => zone === 'no-data').map(({ name }) => name);
  if (unread.length > 0) return `Not read well enough to be judged: ${unread.join(', ')}.`;
  if (lines.length === 1) return `${lines[0]!.name} kept its limit.`;
  return `${lines.length === 2 ? 'Both' : `All ${count(lines.length)}`} kept their limits.`;
}

export function checksFinding({ totals: { checks: all } }: Result): string {
  if (all.fails === 0) return `All ${formatNumber(all.passes, 9)} checks passed.`;
  return `${formatNumber(all.fails, 9)} of ${formatNumber(all.passes + all.fails, 9)} checks failed.`;
}

export function errorsFinding({ totals, errors: kinds, caveats }: Result): string {
  const threw = kinds.length > 0 ? ', but the script threw' : '';
  // What was never sent counts as bad beside: that no request failed would be half of the truth.
  const lost = caveats.some(({ code }) => code === 'dropped-counted-bad')
    ? `; ${plural(totals.dropped, formatNumber(totals.dropped, 9), 'arrival')} ${totals.dropped === 1 ? 'was' : 'were'} never sent`
    : '';
  if (totals.failed === 0)
    return lost ? `No request that was sent failed${threw}${lost}.` : `No request failed${threw}.`;
  const share = formatRatio(totals.failed / Math.max(1, totals.requests));
  return `${formatNumber(totals.failed, 9)} of ${formatNumber(totals.requests, 9)} requests failed (${share})${lost}.`;
}

export function trustFinding(result: Result, checks: readonly Check[]): string {
  const { validity, caveats } = result;
  if (leftOpen(result)) return `The search gives no verdict: ${validity.reasons[0]!.text}.`;
  if (validity.status === 'inconclusive') return 'The measurement cannot be believed, so nothing is judged.';
  const failed = checks.filter(({ passed }) => !passed);
  if (failed.length > 0)
    return `The measurement is valid, but not all of it holds: ${plural(failed.length, count(failed.length), 'check')} failed.`;
  if (caveats.length === 0) return 'The measurement is valid, without reservations.';
  return `The measurement is valid; ${plural(caveats.length, count(caveats.length), 'thing')} to bear in mind.`;
}

/** `Three things follow from this run.` */
export function adviceFinding(advice: readonly string[]): string {
  if (advice.length === 1) return 'One thing follows from this run.';
  return `${capital(count(advice.length))} things follow from this run.`;
}

import { join } from 'node:path';
import { resumeTracking } from '../../capacity/search/phases/tracking.ts';
import type { Ask, SearchState } from '../../capacity/search/search-state.ts';
import { plannedSettings } from '../../capacity/search/settings.ts';
import type { EarlierLine, RecordLine } from '../../capacity/search-lines.ts';
import { type Problem, UserError } from '../../errors.ts';
import { SteeredCourse } from '../../judge/search/steered/course.ts';
import type { CensusLine } from '../../metrics/lines/census-line.ts';
import type { Plan } from '../../plan/plan.ts';
import type { SearchRecord } from '../../result/capacity.ts';
import type { SearchRun } from '../../result/record.ts';
import { FILES, findRun, loadRecord } from '../../store/runs.ts';
import { readTimeline } from '../../store/timeline-file.ts';

/** A search that another one goes on from. */
export interface Earlier {
  readonly record: SearchRun;
  /** Its lines as the new record keeps them: times and batches count backwards from the new start. */
  readonly lines: readonly EarlierLine[];
  /** Where the new one begins: the last of its asks is the first batch. */
  readonly state: SearchState;
  /** Seconds of load so far. */
  readonly load: number;
}

type LineBefore = EarlierLine['line'];

/** Seconds between the two parts, in which nothing was in flight. */
const GAP = 60;
const ENDED_EARLY: readonly (string | undefined)[] = [undefined, 'stopped', 'budget', 'invalid'];

/** Reads the search that `reference` names. UserError (2) when it is none, came to its end, or has no batches. */
export async function readEarlier(reference: string, out: string): Promise<Earlier> {
  const folder = await findRun(reference, out);
  const record = await loadRecord(folder);
  const refuse = (what: string, next: string): never => {
    throw new UserError({ what, where: { path: '--resume', file: folder }, next });
  };
  if (record.kind !== 'search') return refuse('that run was no capacity search', 'name one that loadkit capacity made');
  if (record.search.method === 'trials')
    return refuse('a search with a stock k6 cannot be gone on from', 'start a new one, without --resume');
  const course = new SteeredCourse(record);
  const lines: LineBefore[] = [];
  for await (const line of readTimeline(join(folder, FILES.timeline))) {
    course.add(line);
    const search = searchLineOf(line);
    if (search) lines.push(search);
  }
  const recorded = course.recorded();
  if (!ENDED_EARLY.includes(course.ended))
    return refuse(`that search came to its end (${course.ended})`, 'start a new one, without --resume');
  if (!recorded.states.some((state) => state))
    return refuse('that search has no batch to go on from', 'start a new one, without --resume');
  const stop: Ask = { phase: 'stop', rate: 0, seconds: 0, watched: false };
  const batches = course.batchCount;
  const asks = [...recorded.asks, ...Array.from({ length: batches - recorded.asks.length }, () => stop)];
  const settings = plannedSettings(record.search, record.plan.requestsPerIteration ?? 1);
  const deciding = recorded.states.findLastIndex((state) => state);
  const left = { ...recorded.states[deciding]!, asks };
  const { phase } = left;
  const blockOver = phase.name === 'track' && (deciding < recorded.asks.length - 1 || course.ended === 'budget');
  const next = blockOver ? resumeTracking(settings, left, phase).state : { ...left, asks: [...asks, asks[deciding]!] };
  const { load } = course;
  const stops = asks.slice(recorded.asks.length).map((ask): EarlierLine => {
    return { t: 'earlier', line: { t: 'ask', s: -GAP, batch: -1, ask, state: null } };
  });
  const kept = countedBack(lines, recorded.asks.length, asks.length - course.earlier);
  return { record, lines: [...kept, ...stops], state: next, load };
}

/** What must be the same of both parts of a search. */
export interface SearchLikeness {
  readonly plan: Pick<Plan, 'scenario' | 'tier' | 'requestsPerIteration'>;
  readonly target: string;
  readonly targetVersion: string | null;
  /** Whether that is the sandbox that loadkit starts: it has another port each time. */
  readonly sandbox: boolean;
  readonly objectives: SearchRecord['objectives'];
  readonly bundleHash: string;
  readonly engineVersion: string;
}

/** Refuses to go on with another search than the one that was begun, saying what differs. UserError (2). */
export function requireSameSearch({ record }: Earlier, now: SearchLikeness): void {
  const problems: Problem[] = [];
  const same = (what: string, before: unknown, is: unknown) => {
    if (JSON.stringify(before) === JSON.stringify(is)) return;
    const next = 'give the same flags and files as then, or start a new search without --resume';
    problems.push({
      what: `${what} is not that of the search to go on from`,
      where: { path: '--resume' },
      why: `${JSON.stringify(is)} now, ${JSON.stringify(before)} then`,
      next,
    });
  };
  const { plan, provenance, target, search } = record;
  const asked = (of: SearchRecord['objectives'] = []) =>
    of.map(({ measure, allowed, limit }) => [measure, allowed, limit]);
  const place = (url: string) => (now.sandbox ? new URL(url).hostname : url);
  same('the scenario', plan.scenario, now.plan.scenario);
  same('the target’s version', provenance.targetVersion, now.targetVersion);
  same('the tier', plan.tier, now.plan.tier);
  same('the target', place(target), place(now.target));
  same('what is searched', asked(search.objectives), asked(now.objectives));
  same('the requests per iteration', plan.requestsPerIteration, now.plan.requestsPerIteration);
  same('the bundled script', provenance.bundleHash, now.bundleHash);
  same('the engine', provenance.engine.version, now.engineVersion);
  if (problems.length > 0) throw new UserError(problems);
}

function searchLineOf(line: RecordLine | undefined): LineBefore | undefined {
  if (line?.t === 'earlier') return line.line;
  return line?.t === 'census' || line?.t === 'ask' || line?.t === 'gen' || line?.t === 'hello' ? line : undefined;
}

/**
 * The lines with times before 0 and batches below 0, so that those of the new engine count on from them. `asked`
 * batches were asked for, `own` are of the last engine.
 */
function countedBack(lines: readonly LineBefore[], asked: number, own: number): EarlierLine[] {
  const last = lines.reduce((latest, line) => (line.t === 'census' ? Math.max(latest, line.to) : latest), 0);
  const shift = Math.ceil(last) + GAP;
  let asks = 0;
  return lines.flatMap((line): EarlierLine[] => {
    const { t } = line;
    if (t === 'hello') return [{ t: 'earlier', line }];
    if (t === 'gen') return [{ t: 'earlier', line: { ...line, s: line.s - shift } }];
    if (t === 'census') return [{ t: 'earlier', line: shifted(line, shift, own) }];
    // What was asked for and never begun is asked for again.
    if (asks++ >= asked) return [];
    return [{ t: 'earlier', line: { ...line, s: line.s - shift, batch: line.batch - own } }];
  });
}

function shifted(line: CensusLine, seconds: number, batches: number): CensusLine {
  const { batch, from, to, found, requests, complete } = line;
  const [first, ...rest] = requests ?? [];
  return {
    ...line,
    batch: batch - batches,
    from: from - seconds,
    to: to - seconds,
    found: found.map(([of, ...counts]) => [of - batches, ...counts] as unknown as (typeof found)[number]),
    ...(requests && first !== undefined ? { requests: [first - seconds * 1e6, ...rest] } : {}),
    ...(complete === undefined ? {} : { complete: complete - seconds }),
  };
}

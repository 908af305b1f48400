import type { SearchEnding } from '../../capacity/search/outcome.ts';
import { plannedObjective } from '../../capacity/search/settings.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { CapacityResult } from '../../result/capacity.ts';
import { type Estimates, told } from '../../result/estimates.ts';
import type { SearchRun } from '../../result/record.ts';
import type { Caveat } from '../../result/vocabulary.ts';
import type { Span } from '../../slo/windows/windows.ts';
import { isRateLimited } from '../caveats/rate-limit.ts';
import type { Course } from './course.ts';
import type { Findings } from './findings.ts';
import { heldShare } from './held-share.ts';
import { searchUsl } from './usl.ts';

/** What a search found, with what speaks against it, whatever its method. */
export interface JudgedSearch {
  /** Where the lower bound was held, in seconds since the scenario began; undefined: it was not. */
  readonly hold: Span | undefined;
  /** In requests per second. */
  readonly ending: SearchEnding;
  readonly capacity: CapacityResult;
  readonly estimates: Estimates;
  readonly caveats: readonly Caveat[];
  /** The rate asked for at a second of the engine, requests per second; null where none was. */
  readonly rateAt: (second: number) => number | null;
}

/** Judges a recorded search from its course: what it found, as the result says it. Pure. */
export function judgeSearch(record: SearchRun, timeline: Timeline, course: Course): JudgedSearch {
  const { tierRate, notes, ...search } = record.search;
  const found = course.findings(timeline);
  const { ending, hold } = found;
  const limitedBy = limitOf(ending, timeline);
  const capacity: CapacityResult = {
    search,
    ended: ending.reason,
    load: found.load,
    elapsed: found.elapsed ?? timeline.lastSecond + 1,
    secondsNeeded: ending.secondsNeeded,
    limitedBy,
    ...(ending.change ? { change: ending.change } : {}),
    binding: ending.objective === null ? null : search.objectives[ending.objective]!.name,
    crossings: crossingsOf(found, search.objectives.length),
    confirmation: hold ? confirmationOf(hold, search) : null,
    tierRate,
    requestsPerIteration: found.requestsPerIteration,
    probes: [...found.probes],
    points: [...found.points],
    usl: limitedBy === 'rate-limiting' ? null : searchUsl(found.steady),
  };
  return {
    hold: hold?.span,
    ending,
    capacity,
    estimates: ofTarget(found.estimates, limitedBy),
    caveats: [...notes.map(noted), ...found.caveats],
    rateAt: found.rateAt,
  };
}

/** What the search was told before it began: of an objective that is left out, or of the search as a whole. */
function noted(text: string): Caveat {
  return { code: 'note', subject: /^(.*) is not searched: /.exec(text)?.[1] ?? text, text };
}

/** What keeps the load from being higher. */
function limitOf({ reason, objective, change }: SearchEnding, timeline: Timeline): CapacityResult['limitedBy'] {
  if (isRateLimited(timeline)) return 'rate-limiting';
  if (reason === 'generator' || reason === 'invalid') return 'generator';
  if (reason === 'ceiling') return 'max-rate';
  if (reason === 'drifting' && change?.kind === 'faster') return 'scaling';
  return objective === null ? 'unknown' : 'objective';
}

/**
 * A limiter refuses what is too much: what lets no more pass shows neither a knee nor a breaking point of the service
 * behind it.
 */
function ofTarget(found: Estimates, limitedBy: CapacityResult['limitedBy']): Estimates {
  const { knee, breakingPoint, ...others } = found;
  return told(limitedBy === 'rate-limiting' ? others : found);
}

/** Of the objective that binds its estimate, of the others what the method says of them. */
function crossingsOf({ ending, estimates, crossing }: Findings, objectives: number): CapacityResult['crossings'] {
  const binding = estimates.maxSustainableLoad;
  return Array.from({ length: objectives }, (_, at) => {
    if (!crossing || at === ending.objective) return crossing ? binding : null;
    const own = crossing(at);
    return own && { ...binding, ...own, caveats: [] };
  });
}

function confirmationOf(
  { confirmation, rate, seconds, counts }: NonNullable<Findings['hold']>,
  { objectives }: Pick<CapacityResult['search'], 'objectives'>,
): NonNullable<CapacityResult['confirmation']> {
  return {
    rate,
    seconds,
    ...confirmation,
    bad: counts.map(({ bad, judged }, at) => heldShare(bad, judged, plannedObjective(objectives[at]!))),
  };
}

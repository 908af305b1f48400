import type { Result } from '../../../../result/result.ts';
import type { StabilityFinding } from '../../../../result/stability.ts';
import { type ResourceKind, resourceNamed } from '../../../../stability/use/resources.ts';
import { gaveWay, growing } from './cause.ts';

/** What makes room in a resource. */
const ROOM: Readonly<Record<ResourceKind, string>> = {
  cpu: 'more cores or replicas, or less work for each request',
  memory: 'more of it, or less that is kept for each request',
  pool: 'more places, or each held for less time',
  disk: 'fewer or larger writes, or one that does more',
  space: 'more of it, or less that is written',
  gpu: 'more of it, or smaller batches',
  lock: 'hold it for less time, or let fewer requests need it',
  other: 'more of it, or less of it for each request',
};

/** What to do about what gave way first, and about what will in time; none of what cannot be believed. */
export function mending(result: Pick<Result, 'verdict' | 'stability'>): string[] {
  const [cause] = gaveWay(result);
  return [...(cause ? [ofCause(cause)] : []), ...growing(result).map(ofTime)];
}

function ofCause({ verdict, about }: StabilityFinding): string {
  if (verdict === 'collapse')
    return 'Refuse early what cannot be carried (a limit on requests in flight, a shorter queue): beyond its limit it gets less done.';
  if (verdict === 'exhausted')
    return 'Find the pool whose places were all taken (connections, threads, workers), and let a monitor read it.';
  const { kind, name } = resourceNamed(about.series);
  if (verdict === 'gave-way-together')
    return `Make room in all that gave way together: in ${name} alone (${ROOM[kind]}) shows little.`;
  return `Make room in ${name} before anything else: ${ROOM[kind]}.`;
}

function ofTime({ verdict, about }: StabilityFinding): string {
  const of = about.source === null ? about.series : `${about.series} of ${about.source}`;
  return verdict === 'leak'
    ? `Find what is taken and never given back in ${of}, before it meets its limit.`
    : `Look at what grows with time and not with the load (tables, caches, files): ${of} drifts.`;
}

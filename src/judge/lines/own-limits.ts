import type { KeptExemplar } from '../../metrics/timeline/exemplars.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { ObjectiveResult } from '../../objectives/result.ts';
import type { Reason } from '../../result/reason.ts';
import { formatNumber } from '../../units/format.ts';

/**
 * What the generator's own machine refuses it, in the words of the operating system as k6 repeats them, and what to do.
 */
const REFUSALS: readonly (readonly [words: RegExp, next: string])[] = [
  [/too many open files(?: in system)?/, 'raise the limit of open files and run again: ulimit -n 65536'],
  [
    /cannot assign requested address/,
    'every local port is taken: keep connections open (no noConnectionReuse), or widen net.ipv4.ip_local_port_range',
  ],
  [/no buffer space available|cannot allocate memory/, 'give the generator more memory, or lower the load'],
];

/** So large a share of the requests was not offered to the target, whatever came of the others. */
const MOST_REFUSED = 0.01;
/** So large a share of the failures is not the target's: what they break is not known. */
const MOST_OF_FAILED = 0.1;

/**
 * Requests that never left the generator, because its own machine refused a connection: the target had no part in their
 * failure. What is met with them stands. Pure.
 */
export function ownLimits(timeline: Timeline, objectives: readonly ObjectiveResult[]): Reason[] {
  const found = timeline.exemplars.find(isRefusal);
  if (!found) return [];
  const { error, code } = found;
  const [words, next] = REFUSALS.find(([pattern]) => pattern.test(error))!;
  const count = (where: Record<string, string>) => timeline.total({ metric: 'http_reqs', where })?.sum ?? 0;
  const [requests, refused] = [count({}), count({ error_code: code })];
  const failed = timeline.total({ metric: 'http_req_failed', where: {} })?.sum ?? refused;
  const missed = objectives.some(({ counts, zone }) => counts && (zone === 'degraded' || zone === 'critical'));
  if (refused <= MOST_REFUSED * requests && !(missed && refused >= MOST_OF_FAILED * failed)) return [];
  return [
    {
      code: 'generator-limits',
      stage: null,
      text: `${formatNumber(refused)} of ${formatNumber(requests)} requests were never sent: the generator's machine refused a connection (${words.exec(error)![0]})`,
      next,
    },
  ];
}

function isRefusal({ kind, error, code }: KeptExemplar): boolean {
  return kind === 'error' && code !== '' && REFUSALS.some(([pattern]) => pattern.test(error));
}

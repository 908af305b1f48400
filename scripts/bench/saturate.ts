import { setTimeout as pause } from 'node:timers/promises';
import type { Loopback } from './loopback.ts';
import { type Command, start, treeCpu } from './processes.ts';

/** What one command cost and carried. */
export interface Load {
  /** CPU seconds of its whole process tree per request. */
  readonly cpu: number;
  /** Requests per second. */
  readonly rate: number;
}

/** Seconds that are measured; short, because what a shared machine does meanwhile changes from one minute to the next. */
const MEASURED = 3;
const SETTLING = 0.3;
/** Seconds that a script sends, with some to spare for one that starts later than its neighbour. */
const SENDING = MEASURED + 2;
const USERS = 10;
/** So many requests show that all users are at work. */
const UNDER_WAY = 50;
const LONGEST = 60;

/** A k6 script that sends as much as it can to five endpoints, under a path of its own; plain, or a scenario of loadkit's. */
export function saturating(url: string, slot: number, how: 'plain' | 'profile'): string {
  const options = {
    plain: `{ vus: ${USERS}, duration: '${SENDING}s' }`,
    profile: `profile('baseline', { sessions: ${USERS}, duration: '${SENDING}s' })`,
  };
  return `import http from 'k6/http';
import { check } from 'k6';
${how === 'profile' ? "import { profile } from 'loadkit/k6';" : ''}
export const requests = 1;
export const options = ${options[how]};
const names = ['/sessions', '/search', '/records', '/records/{id}', '/users'];
export default function () {
  const name = names[__ITER % names.length];
  check(http.get('${url}/${slot}/' + (__ITER % 100), { tags: { name } }), { answered: (r) => r.status === 200 });
}
`;
}

/**
 * Starts commands that run such scripts, the first under path 0, the second under 1, and measures all of them over the
 * same seconds, in which all are sending. Start and end of the commands are no part of it.
 */
export async function saturate(commands: readonly Command[], server: Loopback): Promise<Load[]> {
  const requests = commands.map(() => 0);
  const underWay = new Promise<void>((resolve) => {
    server.listen((path) => {
      requests[Number(path.split('/')[1])]! += 1;
      if (requests.every((count) => count >= UNDER_WAY)) resolve();
    });
  });
  const all = commands.map(start);
  const ended = Promise.all(all.map((each) => each.end(LONGEST)));
  const early = ended.then((ends) => {
    throw new Error(`they ended before all were sending: ${ends.map(({ code, said }) => `exit ${code}: ${said}`)}`);
  });
  early.catch(() => {});
  await Promise.race([underWay, early]);
  await pause(SETTLING * 1000);
  const look = () => ({ at: performance.now(), cpu: all.map(({ pid }) => treeCpu(pid)), requests: [...requests] });
  const before = look();
  await pause(MEASURED * 1000);
  const after = look();
  await ended;
  return commands.map((_, i) => {
    const sent = after.requests[i]! - before.requests[i]!;
    return { cpu: (after.cpu[i]! - before.cpu[i]!) / sent, rate: sent / ((after.at - before.at) / 1000) };
  });
}

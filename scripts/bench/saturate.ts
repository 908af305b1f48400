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

/** Seconds before: what a process spends on its start, compiling what runs often included, is no cost of a request. */
const SETTLING = 2;
/**
 * Seconds that a script would send: it is stopped before, when all were measured, however late the last of them began.
 */
const SENDING = 60;
const USERS = 10;
/** So many requests show that all users are at work. */
const UNDER_WAY = 50;
const LONGEST = SENDING + 30;

/**
 * A k6 script that sends as much as it can to five endpoints, under a path of its own; plain, or a scenario of
 * loadkit's.
 */
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
 * same `seconds`, in which all are sending. Start and end of the commands are no part of it.
 */
export async function saturate(commands: readonly Command[], server: Loopback, seconds: number): Promise<Load[]> {
  const requests = commands.map(() => 0);
  const underWay = new Promise<void>((resolve) => {
    server.listen((path) => {
      requests[Number(path.split('/')[1])]! += 1;
      if (requests.every((count) => count >= UNDER_WAY)) resolve();
    });
  });
  const all = commands.map(start);
  const ends = all.map((each) => each.end(LONGEST));
  const early = Promise.race(ends).then(({ code, said }) => {
    throw new Error(`one ended before all were measured: exit ${code}: ${said}`);
  });
  early.catch(() => {});
  const look = (): Look => ({
    at: performance.now(),
    cpu: all.map(({ pid }) => treeCpu(pid)),
    requests: [...requests],
  });
  try {
    await Promise.race([underWay, early]);
    await pause(SETTLING * 1000);
    const before = look();
    await Promise.race([pause(seconds * 1000), early]);
    return loads(before, look());
  } finally {
    for (const each of all) each.interrupt();
    await Promise.allSettled(ends);
  }
}

interface Look {
  readonly at: number;
  readonly cpu: readonly number[];
  readonly requests: readonly number[];
}

function loads(before: Look, after: Look): Load[] {
  return before.cpu.map((cpu, i) => {
    const sent = after.requests[i]! - before.requests[i]!;
    return { cpu: (after.cpu[i]! - cpu) / sent, rate: sent / ((after.at - before.at) / 1000) };
  });
}

import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { interpolatedQuantile } from '../../../src/stats/interpolated-quantile.ts';
import { type Chance, chance } from '../../capacity/simulator/draws.ts';
import type { Stretch } from './crossing.ts';

/** A stretch of load to be offered: its first `settle` seconds are sent and not counted. */
export interface Offer {
  /** requests per second */
  readonly rate: number;
  readonly settle: number;
  readonly counted: number;
}

export interface Offered {
  readonly stretches: readonly Stretch[];
  /** How late requests were sent, seconds: median and p99. */
  readonly late: { readonly p50: number; readonly p99: number };
  /** Requests without an answer below 400. They count as bad. */
  readonly failed: number;
}

/** Seconds after which a request is bad however it ends. */
const PATIENCE = 30;

/**
 * Offers load as independent users do: gaps between requests are exponential, nobody waits for an answer, and a request
 * lasts from the moment that was scheduled for it to the last byte of its answer. Bad is one that lasts longer than
 * `limit` (seconds) or fails. Shares nothing with loadkit's engine but the machine.
 */
export class PoissonClient {
  private readonly agent = new Agent({ keepAlive: true, maxFreeSockets: 1024 });
  private readonly chance: Chance;
  private readonly url: string;
  private readonly limit: number;

  constructor(url: string, limit: number, seed: number) {
    this.url = url;
    this.limit = limit;
    this.chance = chance(seed);
  }

  close(): void {
    this.agent.destroy();
  }

  /** Offers one stretch after the other, and waits until every request has ended. */
  async offer(offers: readonly Offer[]): Promise<Offered> {
    const counts = offers.map(({ rate }) => ({ rate, requests: 0, bad: 0 }));
    const late: number[] = [];
    const underWay: Promise<void>[] = [];
    let failed = 0;
    let [begin, due] = [performance.now() / 1000, 0];
    for (const [i, { rate, settle, counted }] of offers.entries()) {
      due = this.chance.exponential() / rate;
      for (; due < settle + counted; due += this.chance.exponential() / rate) {
        const scheduled = begin + due;
        late.push(await until(scheduled));
        const count = due >= settle ? counts[i]! : undefined;
        if (count) count.requests += 1;
        const sent = this.request().then((good) => {
          if (!good) failed += 1;
          if (count && !(good && performance.now() / 1000 - scheduled <= this.limit)) count.bad += 1;
        });
        underWay.push(sent);
      }
      begin += settle + counted;
    }
    await Promise.all(underWay);
    late.sort((a, b) => a - b);
    return {
      stretches: counts,
      late: { p50: quantileOf(late, 0.5), p99: quantileOf(late, 0.99) },
      failed,
    };
  }

  /** Whether the answer is good; once more where a kept connection was closed just then, as HTTP clients do. */
  private request(again = true): Promise<boolean> {
    return new Promise((resolve) => {
      const request = get(this.url, { agent: this.agent, timeout: 1000 * PATIENCE }, (response) => {
        response.resume();
        response.once('end', () => resolve((response.statusCode ?? 500) < 400));
        response.once('error', () => resolve(false));
      });
      request.once('timeout', () => request.destroy(new Error('no answer')));
      request.once('error', (error: NodeJS.ErrnoException) => {
        if (again && request.reusedSocket && error.code === 'ECONNRESET') void this.request(false).then(resolve);
        else resolve(false);
      });
    });
  }
}

/** Waits until a moment (s), and says by how much it is over. */
async function until(moment: number): Promise<number> {
  for (;;) {
    const late = performance.now() / 1000 - moment;
    if (late >= 0) return late;
    await pause(-1000 * late);
  }
}

const quantileOf = (ordered: readonly number[], q: number) =>
  interpolatedQuantile(ordered.length, q, (rank) => ordered[rank - 1]!) ?? 0;

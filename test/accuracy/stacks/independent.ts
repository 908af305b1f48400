import { type Crossing, fitCrossing, logit, type Stretch } from './crossing.ts';
import { type Offer, PoissonClient } from './poisson-client.ts';

/** What is to be found: the rate at which the share `allowed` (0..1) of requests lasts longer than `limit` (s). */
export interface Question {
  readonly url: string;
  readonly limit: number;
  readonly allowed: number;
  /** Where to begin, requests per second. */
  readonly start: number;
  /** Whether `start` is a crossing that was found before. */
  readonly known: boolean;
  /** Seconds of load about the crossing; 0: nothing is asked. */
  readonly seconds: number;
  readonly seed: number;
}

export interface Found {
  /** Undefined: none was found. */
  readonly crossing: Crossing | undefined;
  /** Those that tell, to be fitted together with those of other restarts. */
  readonly stretches: readonly Stretch[];
  /** Seconds: the worst of the cycles. */
  readonly late: { readonly p50: number; readonly p99: number };
  readonly failed: number;
}

/** One cycle: rates about the crossing, in units of what moves the logit of a queue by about one: 1 / limit. */
const GRID = [-1, -0.5, 0, 0.5, 1];
/**
 * Seconds of a stretch that are not counted, and that are, as multiples of the limit: a line forgets in a few times the
 * limit.
 */
const SETTLE = 20;
const COUNTED = 80;
/**
 * Farther from the crossing than this, in the same units, a cycle is one more pilot, and stretches are not fitted: the
 * line is bent there.
 */
const ASTRAY = 1;
const FARTHEST = 2;
const MOST_ASTRAY = 3;
const MOST_PILOTS = 12;
/** A pilot is so much shorter than a stretch. */
const PILOT = 0.4;
/** Shares of bad requests from which a pilot can tell where the crossing is, as multiples of what is allowed. */
const TELLING = { least: 0.2, most: 3 };

/** Finds the crossing by an open Poisson client of its own. */
export async function findCrossing(question: Question): Promise<Found> {
  const { url, limit, allowed, seed } = question;
  const client = new PoissonClient(url, limit, seed);
  const stretch = { settle: SETTLE * limit, counted: COUNTED * limit };
  const cycles = Math.max(1, Math.round(question.seconds / (GRID.length * (stretch.settle + stretch.counted))));
  const stretches: Stretch[] = [];
  const late = { p50: 0, p99: 0 };
  let failed = 0;
  if (question.seconds === 0) return { crossing: undefined, stretches, late, failed };
  try {
    let centre = question.known ? question.start : await pilot(client, question, stretch);
    for (let [done, astray] = [0, 0]; done < cycles && astray < MOST_ASTRAY; ) {
      const rates = shuffled(GRID, seed + done + astray).map((at) => centre + at / limit);
      const offered = await client.offer(rates.map((rate) => ({ rate, ...stretch })));
      stretches.push(...offered.stretches);
      failed += offered.failed;
      late.p50 = Math.max(late.p50, offered.late.p50);
      late.p99 = Math.max(late.p99, offered.late.p99);
      const units = Math.max(-FARTHEST, Math.min(FARTHEST, logit(allowed) - logit(shareOf(offered.stretches))));
      if (Math.abs(units) > ASTRAY) astray += 1;
      else done += 1;
      centre = fitNear(stretches, question, centre)?.rate ?? centre + units / limit;
    }
    return { crossing: fitNear(stretches, question, centre), stretches, late, failed };
  } finally {
    client.close();
  }
}

/** Of bad requests; never 0 or 1. */
function shareOf(stretches: readonly Stretch[]): number {
  const requests = stretches.reduce((sum, one) => sum + one.requests, 0);
  const bad = stretches.reduce((sum, one) => sum + one.bad, 0);
  return (bad + 0.5) / (requests + 1);
}

/** The crossing of the stretches that lie near it. */
export function fitNear(
  stretches: readonly Stretch[],
  { limit, allowed }: Pick<Question, 'limit' | 'allowed'>,
  centre: number,
): Crossing | undefined {
  let found: Crossing | undefined;
  for (let at = centre, i = 0; i < 3; i++, at = found.rate) {
    const near = stretches.filter(({ rate }) => Math.abs(rate - at) * limit <= FARTHEST);
    found = fitCrossing(near, allowed);
    // A slope that chance turned about puts the crossing anywhere.
    if (!found || Math.abs(found.rate - at) * limit > FARTHEST) return undefined;
  }
  return found;
}

/** A first guess: up or down until the share of bad requests tells. */
async function pilot(
  client: PoissonClient,
  { start, limit, allowed }: Question,
  stretch: Omit<Offer, 'rate'>,
): Promise<number> {
  let rate = start;
  for (let i = 0; i < MOST_PILOTS; i++) {
    const share = shareOf(
      (await client.offer([{ rate, settle: PILOT * stretch.settle, counted: PILOT * stretch.counted }])).stretches,
    );
    if (share < TELLING.least * allowed) rate *= 1.04;
    else if (share > TELLING.most * allowed) rate *= 0.95;
    else return rate + (logit(allowed) - logit(share)) / limit;
  }
  throw new Error(
    `no rate near ${start.toFixed(0)}/s has about ${100 * allowed} % bad requests: last tried ${rate.toFixed(0)}/s`,
  );
}

/** An order that tells nothing of the rates, by the seed. */
function shuffled(list: readonly number[], seed: number): number[] {
  const shift = seed % list.length;
  const stride = 1 + (Math.floor(seed / list.length) % (list.length - 1));
  return list.map((_, i) => list[(shift + i * stride) % list.length]!);
}

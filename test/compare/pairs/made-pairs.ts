import { blockOrder } from '../../../src/compare/pairs/order.ts';
import { figuresOf, type RunFigures } from '../../../src/compare/runs/run-figures.ts';
import { chance } from '../../capacity/simulator/draws.ts';
import { runs } from '../runs/made-runs.ts';

interface MadePair {
  readonly pairs?: number;
  /** Latencies of B, times this. */
  readonly slower?: number;
  /** The share of requests that fail in B. */
  readonly failed?: number;
  /** The standard deviation between blocks of one version, as a share: half of its square is common to all metrics. */
  readonly noise?: number;
  /** By how much the machine gets slower from the first block to the last, as a share. */
  readonly drift?: number;
  /** The level of the machine on that day. */
  readonly machine?: number;
  readonly seed?: number;
}

const SAMPLE = figuresOf(runs(1, { noise: 0 })[0]!);

/** Blocks in the seeded order, as the runs of both sides. Latencies carry the noise; throughput is the schedule's. */
export function madePair({
  pairs = 12,
  slower = 1,
  failed = 0,
  noise = 0.01,
  drift = 0,
  machine = 1,
  seed = 1,
}: MadePair = {}) {
  const { normal } = chance(seed);
  const order = blockOrder(pairs, seed);
  const sides: { before: RunFigures[]; after: RunFigures[] } = { before: [], after: [] };
  for (const [at, side] of order.entries()) {
    const common = machine * (1 + drift * (at / order.length)) * (1 + noise * Math.SQRT1_2 * normal());
    const times = (slows: boolean) =>
      common * (1 + noise * Math.SQRT1_2 * normal()) * (slows && side === 'B' ? slower : 1);
    const metrics = SAMPLE.metrics.map((metric) => {
      if (metric.name === 'throughput') return metric;
      if (metric.name === 'failed')
        return { ...metric, value: side === 'B' && metric.endpoint !== 'GET /health' ? failed : 0 };
      return { ...metric, value: metric.value! * times(metric.endpoint !== 'GET /health') };
    });
    const target = `http://127.0.0.1:${side === 'A' ? 8081 : 8082}`;
    const facts = { ...SAMPLE.facts, load: { ...SAMPLE.facts.load, target } };
    sides[side === 'A' ? 'before' : 'after'].push({ ...SAMPLE, id: `block-${at}`, facts, metrics });
  }
  return sides;
}

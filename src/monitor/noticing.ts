import { formatNumber } from '../units/format.ts';
import type { Notice, Reading } from './monitor.ts';

/** A number of replicas as it is, and not as it should be or may be. */
const REPLICAS = /(?:^|_)replicas(?:$|_)/;
const NOT_AS_IT_IS = /unavailable|desired|spec|updated|max|min|target/;
/** Restarts that somebody counts: as a number that grows, or as its rate. */
const RESTARTS = /(?:^|_)restarts(?:_total)?$/;

/** Notices in the readings of one monitor that the target was scaled, or that something of it restarted. Pure. */
export class Noticing {
  readonly #before = new Map<string, number>();

  /** What the readings of a moment show, against those before. */
  from(readings: readonly Reading[]): Notice[] {
    return readings.flatMap((reading): Notice[] => {
      const { metric, value, unit, tags = {} } = reading;
      const replicas = REPLICAS.test(metric) && !NOT_AS_IT_IS.test(metric);
      const restarts = RESTARTS.test(metric);
      if ((!replicas && !restarts) || !Number.isFinite(value)) return [];
      const key = JSON.stringify([metric, tags]);
      const before = this.#before.get(key);
      this.#before.set(key, value);
      const what = named(metric, tags);
      if (replicas) {
        if (before === undefined || before === value) return [];
        return [{ kind: 'scaling', text: `${what} went from ${formatNumber(before)} to ${formatNumber(value)}` }];
      }
      const grew = unit === 'per second' ? value > 0 : before !== undefined && value > before;
      return grew ? [{ kind: 'restart', text: `${what} grew` }] : [];
    });
  }
}

function named(metric: string, tags: Readonly<Record<string, string>>): string {
  const values = Object.entries(tags).map(([name, value]) => `${name} ${value}`);
  return values.length > 0 ? `${metric} (${values.join(', ')})` : metric;
}

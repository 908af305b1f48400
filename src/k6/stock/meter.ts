import type { GeneratorLine } from '../../metrics/lines/lines.ts';
import type { Usage, UsageSource } from './usage.ts';

/**
 * Measures the load generator second by second, as the engine's output does of itself. Times in seconds since the
 * start.
 */
export class GeneratorMeter {
  private readonly source: UsageSource;
  private before: Usage;
  private at = 0;
  private next = 0;

  constructor(source: UsageSource) {
    this.source = source;
    this.before = source.read();
  }

  /**
   * The line of a second that has just ended, or (`partial`) of the one that has not; none for one that has a line
   * already.
   */
  line(now: number, users: { readonly vus: number; readonly vusMax: number }, partial = false): GeneratorLine[] {
    const s = Math.floor(now) - (partial ? 0 : 1);
    if (s < this.next) return [];
    const after = this.source.read();
    const { before } = this;
    const elapsed = now - this.at;
    const line: GeneratorLine = {
      t: 'gen',
      s,
      // A late reading covers more than its second.
      cpu: growth(before.cpu, after.cpu, Math.max(elapsed, 1)),
      rss: after.rss,
      vus: users.vus,
      vusMax: users.vusMax,
      busy: growth(before.host?.busy, after.host?.busy, (after.host?.all ?? 0) - (before.host?.all ?? 0)),
      steal: growth(before.host?.steal, after.host?.steal, (after.host?.all ?? 0) - (before.host?.all ?? 0)),
      pressure: growth(before.pressure, after.pressure, elapsed),
      throttled: growth(before.throttled, after.throttled, elapsed),
      runDelay: growth(before.threads?.delay, after.threads?.delay, Math.max(elapsed, 1)),
      slices: growth(before.threads?.slices, after.threads?.slices, 1),
    };
    this.before = after;
    this.at = now;
    this.next = s + 1;
    return [line];
  }
}

/** The growth of a running total, per unit of something that grew as well. */
function growth(before: number | null | undefined, after: number | null | undefined, per: number): number | null {
  if (before === null || before === undefined || after === null || after === undefined || per <= 0) return null;
  return (after - before) / per;
}

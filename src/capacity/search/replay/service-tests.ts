import { mean, quantileOfSorted, variance } from '../../../stats/moments.ts';
import { byWait, MOST_IMPOSSIBLE, type RecoveredServices } from './recovered-services.ts';

const LEAST_OF_EACH = 200;
const QUANTILES = [0.25, 0.5, 0.75, 0.95];
const RUN = 25;
const SLOWEST = [0.005, 0.001];

/**
 * Why recovered services are not those of a FIFO server with c slots and independent services of one law; undefined
 * when nothing speaks against it. The services of those who waited and of those who did not must agree in mean and at
 * four quantiles, successive services must be uncorrelated, means of 25 of them must scatter as independent ones, and
 * the slowest must not come together.
 */
export function refuteServices(services: RecoveredServices): string | undefined {
  if (services.impossible > MOST_IMPOSSIBLE) return 'some services would be negative';
  const { waited, direct } = byWait(services);
  if (Math.min(waited.length, direct.length) < LEAST_OF_EACH) return 'too few requests waited, or too few did not';
  const sorted = services.times.slice().sort();
  if (meansDiffer(waited, direct, mean(sorted))) return 'the mean service depends on the wait';
  if (lawsDiffer(waited, direct, sorted)) return 'the law of the service depends on the wait';
  if (slowestTogether(services.times, sorted, services.slots)) return 'the slowest services come together';
  const cap = quantileOfSorted(sorted, 0.99);
  const capped = services.times.map((time) => Math.min(time, cap));
  return dependence(capped);
}

function meansDiffer(waited: Float64Array, direct: Float64Array, overall: number): boolean {
  const se = Math.sqrt(variance(waited) / waited.length + variance(direct) / direct.length) / overall;
  return Math.abs(mean(waited) - mean(direct)) / overall > 0.01 + 2.5 * se;
}

function lawsDiffer(waited: Float64Array, direct: Float64Array, sorted: Float64Array): boolean {
  return QUANTILES.some((quantile) => {
    const at = quantileOfSorted(sorted, quantile);
    const difference = Math.abs(shareUpTo(waited, at) - shareUpTo(direct, at));
    const se = Math.sqrt(quantile * (1 - quantile) * (1 / waited.length + 1 / direct.length));
    return difference > 0.012 + 3 * se;
  });
}

function dependence(times: Float64Array): string | undefined {
  const middle = mean(times);
  let product = 0;
  let square = 0;
  for (let i = 1; i < times.length; i++) {
    product += (times[i]! - middle) * (times[i - 1]! - middle);
    square += (times[i]! - middle) ** 2;
  }
  const correlation = product / Math.max(square, 1e-30);
  if (Math.abs(correlation) > 0.01 + 2.5 / Math.sqrt(times.length)) return 'successive services are correlated';
  const means = Array.from({ length: Math.floor(times.length / RUN) }, (_, k) =>
    mean(times.subarray(k * RUN, (k + 1) * RUN)),
  );
  const dispersion = (variance(means) * RUN) / Math.max(1e-30, square / (times.length - 1));
  if (Math.abs(dispersion - 1) > 0.1 + 3 * Math.sqrt(2 / means.length)) return 'slow services come in clusters';
  return undefined;
}

/**
 * Whether the slowest services follow each other closer than chance has it: of independent ones a share of
 * q = 1 − (1 − s)^2c have the next of the slowest s within 2c requests.
 */
function slowestTogether(times: Float64Array, sorted: Float64Array, slots: number): boolean {
  return SLOWEST.some((share) => {
    const limit = quantileOfSorted(sorted, 1 - share);
    let [count, close, last] = [0, 0, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < times.length; i++) {
      if (times[i]! <= limit) continue;
      count++;
      if (i - last <= 2 * slots) close++;
      last = i;
    }
    const expected = count * (1 - (1 - share) ** (2 * slots));
    return close > expected + 4 * Math.sqrt(expected) + 3;
  });
}

function shareUpTo(times: Float64Array, limit: number): number {
  let count = 0;
  for (let i = 0; i < times.length; i++) if (times[i]! <= limit) count++;
  return count / times.length;
}

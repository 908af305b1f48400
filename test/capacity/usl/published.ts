import { readFileSync } from 'node:fs';
import type { UslPoint } from '../../../src/stats/usl/usl-fit.ts';

interface DataSet {
  readonly id: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

const truth: { readonly datasets: readonly DataSet[] } = JSON.parse(
  readFileSync(new URL('../../fixtures/truth/usl.json', import.meta.url), 'utf8'),
);

/** Requests/s of 1 to 32 threads: the "Cisco" points of B. Schwartz's book on the law, as usl4j's tests have them. */
const CISCO = [
  955.16, 1878.91, 2688.01, 3548.68, 4315.54, 5130.43, 5931.37, 6531.08, 7219.8, 7867.61, 8278.71, 8646.7, 9047.84,
  9426.55, 9645.37, 9897.24, 10097.6, 10240.5, 10532.39, 10798.52, 11151.43, 11518.63, 11806, 12089.37, 12075.41,
  12177.29, 12211.41, 12158.93, 12155.27, 12118.04, 12140.4, 12074.39,
];

/** Sets of points that were published as examples of the law. */
export const PUBLISHED: readonly { readonly name: string; readonly points: readonly UslPoint[] }[] = [
  ...truth.datasets.map(({ id, x, y }) => ({
    name: id,
    points: x.map((concurrency, i) => ({ concurrency, throughput: y[i]! })),
  })),
  { name: 'cisco', points: CISCO.map((throughput, i) => ({ concurrency: i + 1, throughput })) },
];

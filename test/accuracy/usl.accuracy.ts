import { describe, expect, test } from 'vitest';
import { lackOfFit } from '../../src/capacity/usl-lack-of-fit.ts';
import { fitUsl, type UslPoint } from '../../src/stats/usl/usl-fit.ts';
import { uslSpread } from '../../src/stats/usl/usl-spread.ts';
import { type Share, shareOf, shareText } from '../capacity/simulator/row.ts';
import { DESIGNS, drawn, LAWS, type Noise, OTHERS } from '../capacity/usl/simulated.ts';

/** Draws of each kind; DRAWS=500 for the tables of docs/accuracy.md. */
const DRAWS = Number(process.env['DRAWS'] ?? 100);
/** Not those of the suite, nor any that the constants were looked at with. */
const FIRST_SEED = 640_000;

const NOISES: Readonly<Record<string, Noise>> = {
  '1 % of the highest': { share: 0.01, relative: false },
  '3 % of each': { share: 0.03, relative: true },
};

function doubted(points: readonly UslPoint[]): boolean {
  const weights = uslSpread(points);
  const fit = fitUsl(points, weights);
  return fit !== undefined && lackOfFit(points, fit, weights) !== undefined;
}

let printed = 0;

function print(cells: readonly string[]): void {
  const noises = Object.keys(NOISES);
  const header = ['curve', 'points', ...noises];
  if (printed++ === 0) process.stdout.write(`| ${header.join(' | ')} |\n|${header.map(() => '---').join('|')}|\n`);
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}

const seeds = Array.from({ length: DRAWS }, (_, i) => FIRST_SEED + i);

/** A row: the share of the draws in which the law is doubted, under each noise. */
function row(name: string, curve: (typeof LAWS)[string], design: keyof typeof DESIGNS): Share[] {
  const shares = Object.values(NOISES).map((noise) =>
    shareOf(seeds, (seed) => doubted(drawn(curve, DESIGNS[design], noise, seed))),
  );
  print([name, design, ...shares.map(shareText)]);
  return shares;
}

const designs = Object.keys(DESIGNS) as (keyof typeof DESIGNS)[];

describe(`false alarms, ${DRAWS} draws of each law`, () => {
  test.each(Object.entries(LAWS).flatMap(([name, law]) => designs.map((design) => ({ name, law, design }))))(
    '$name, $design',
    ({ name, law, design }) => {
      for (const share of row(name, law, design)) expect(share.low).toBeLessThanOrEqual(0.02);
    },
  );
});

describe(`power, ${DRAWS} draws of each curve that is no such law`, () => {
  test.each(Object.entries(OTHERS).flatMap(([name, other]) => designs.map((design) => ({ name, other, design }))))(
    '$name, $design',
    ({ name, other, design }) => {
      // Where noise is small it must be seen, by repeated runs or many.
      const [calm] = row(name, other, design);
      if (DESIGNS[design].length > 10) expect(calm!.high).toBeGreaterThanOrEqual(0.9);
    },
  );
});

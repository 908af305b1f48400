import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyFolder, loadkit, ROOT } from '../e2e/command.ts';
import { carriedOut } from './in-process.ts';

interface DataSet {
  readonly id: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly reference: Readonly<Record<'sigma' | 'kappa' | 'lam', number>> & {
    readonly Nstar: number | null;
    readonly Xmax: number | null;
  };
}

interface Bounded {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

const { datasets }: { readonly datasets: readonly DataSet[] } = JSON.parse(
  readFileSync(join(ROOT, 'test/fixtures/truth/usl.json'), 'utf8'),
);

/** A folder with the set as `points.csv`. */
function pointsOf({ x, y }: DataSet): string {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'points.csv'), `concurrency,throughput\n${x.map((n, i) => `${n},${y[i]}\n`).join('')}`);
  return cwd;
}

const near = ({ value }: Bounded, expected: number, relative: number) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));

// The first that is put into words is the built command's own; all others are carried out in one process.
describe('loadkit analyze usl', () => {
  test.each(datasets)('--json: $id as the reference has it', async (set) => {
    const { code, stdout, stderr } = await carriedOut(['analyze', 'usl', 'points.csv', '--json'], pointsOf(set));
    expect([code, stderr]).toEqual([0, '']);
    const found = JSON.parse(stdout);
    near(found.sigma, set.reference.sigma, 1e-6);
    near(found.kappa, set.reference.kappa, 1e-6);
    near(found.lambda, set.reference.lam, 1e-6);
    for (const name of ['sigma', 'kappa', 'lambda']) {
      expect(found[name].lower).toBeLessThanOrEqual(found[name].value);
      expect(found[name].upper).toBeGreaterThanOrEqual(found[name].value);
    }
    expect(found.residuals).toHaveLength(set.x.length);
    if (set.reference.Nstar === null) {
      expect([found.peakConcurrency, found.peakThroughput]).toEqual([null, null]);
      expect(found.caveats.map(({ code }: { code: string }) => code)).toContain('no-peak');
    } else {
      near(found.peakConcurrency, set.reference.Nstar, 1e-6);
      near(found.peakThroughput, set.reference.Xmax!, 1e-8);
      expect(found.caveats).toEqual([]);
    }
  });

  test.each([
    ['specsdm91', (args: readonly string[], cwd: string) => loadkit(args, { cwd })],
    ['raytracer', carriedOut],
  ] as const)('says it in words: %s', async (id, ask) => {
    const cwd = pointsOf(datasets.find((set) => set.id === id)!);
    const { code, stdout } = await ask(['analyze', 'usl', 'points.csv'], cwd);
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot(`../golden/usl-${id}.txt`);
  });

  test('a hard cap is no peak: the misfit has a code, in words no peak stands', async () => {
    const file = join(ROOT, 'test/fixtures/cases/plan/usl-plateau/plateau.csv');
    const cwd = emptyFolder();
    const { code, stdout, stderr } = await carriedOut(['analyze', 'usl', file], cwd);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('\nThe law does not fit: neither curve nor coefficients describe these points.\n');
    expect(stdout).toContain('! the law does not fit: throughput that rises to 100,002 and stays there');
    expect(stdout).not.toMatch(/peaks/);
    const found = JSON.parse((await carriedOut(['analyze', 'usl', file, '--json'], cwd)).stdout);
    expect(found).toMatchObject({ peakConcurrency: null, peakThroughput: null, caveats: [{ code: 'lack-of-fit' }] });
  });

  test('a peak beyond what was measured is not stated', async () => {
    const cwd = emptyFolder();
    const rows = [1, 2, 4, 8, 16, 24].map((n) => `${n},${(100 * n) / (1 + 0.02 * (n - 1) + 0.001 * n * (n - 1))}\n`);
    writeFileSync(join(cwd, 'points.csv'), `users,tps\n${rows.join('')}`);
    const { code, stdout } = await carriedOut(['analyze', 'usl', 'points.csv'], cwd);
    expect(code).toBe(0);
    expect(stdout).toContain('\nNo peak is stated.\n');
    expect(stdout).toContain(
      "! no peak is stated: the curve's, at 31.3, lies beyond the largest concurrency measured, 24",
    );
  });

  test('weights: by the spread of the runs, or as asked', async () => {
    const cwd = emptyFolder();
    const rows = [1, 2, 4, 8, 16, 32].flatMap((n) =>
      [0.9, 1.02, 1.08].map((share) => `${n},${(share * 10 * n) / (1 + 0.02 * (n - 1))}\n`),
    );
    writeFileSync(join(cwd, 'runs.csv'), `concurrency,throughput\n${rows.join('')}`);
    const weights = async (...flags: string[]) =>
      JSON.parse((await carriedOut(['analyze', 'usl', 'runs.csv', '--json', ...flags], cwd)).stdout).weights;
    expect(await weights()).toBe('relative');
    expect(await weights('--weights', 'equal')).toBe('equal');
  });

  test.each([
    ['concurrency,throughput\n1,10\n2,abc\n', [], 'points.csv:3: the throughput "abc" is no number above 0'],
    ['rate;throughput\n1;10\n', [], 'points.csv: there is no column "concurrency"'],
    ['rate;throughput\n1;10\n', [], 'why:  the columns, separated by semicolons, are "rate", "throughput"'],
    ['users,threads,rps\n1,1,10\n', [], 'points.csv:1: the columns "users" and "threads" may both be the concurrency'],
    ['concurrency,throughput\n1,10\n2,18\n3,25\n', [], 'points.csv: 3 different concurrencies are too few'],
    ['concurrency,throughput\n2,1\n4,0.1\n8,0.01\n16,1e-3\n', [], 'points.csv: no curve of the Universal'],
    ['concurrency,throughput\n1,10\n', ['--weights', 'none'], 'expected one of: equal, relative'],
  ])('exit 2 for %j %j', async (text, flags, message) => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'points.csv'), text);
    const { code, stdout, stderr } = await carriedOut(['analyze', 'usl', 'points.csv', '--json', ...flags], cwd);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  test('exit 2 without a file, without points, without a law', async () => {
    const cwd = emptyFolder();
    const missing = await carriedOut(['analyze', 'usl', 'missing.csv'], cwd);
    expect([missing.code, missing.stderr]).toEqual([2, 'loadkit: missing.csv: there is no such file\n']);
    expect((await carriedOut(['analyze', 'usl'], cwd)).code).toBe(2);
    expect((await carriedOut(['analyze'], cwd)).code).toBe(2);
    expect((await carriedOut(['analyze', 'amdahl', 'points.csv'], cwd)).code).toBe(2);
  });
});

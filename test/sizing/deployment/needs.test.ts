import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuNeeded, gpusNeeded, memoryNeeded } from '../../../src/sizing/deployment/needs.ts';

const amount = fc.double({ min: 0, max: 1e6, noNaN: true });

describe('cpu_needed', () => {
  test('200 requests/s of 20 ms at 70 %: 5.7 cores', () => {
    expect(cpuNeeded(200, 0.02, 0.7)).toBeCloseTo(5.714285714, 9);
    expect(cpuNeeded(0, 0.02, 0.7)).toBe(0);
  });

  test('at the target, those cores are used to the target', () => {
    fc.assert(
      fc.property(
        amount,
        fc.double({ min: 0.0001, max: 10, noNaN: true }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        (rate, time, target) => {
          const cores = cpuNeeded(rate, time, target);
          expect(rate * time).toBeCloseTo(cores * target, 6);
        },
      ),
    );
  });

  test.each([
    [-1, 0.1, 0.7],
    [1, -0.1, 0.7],
    [1, 0.1, 0],
    [1, 0.1, 70],
    [Number.NaN, 0.1, 0.7],
  ])('refuses %s, %s, %s', (rate, time, target) => expect(() => cpuNeeded(rate, time, target)).toThrow(RangeError));
});

describe('memory_needed', () => {
  test('50 in flight of 10 MB on 512 MB: 1,012 MB', () => {
    expect(memoryNeeded(50, 10e6, 512e6)).toBe(1012e6);
    expect(memoryNeeded(0, 10e6, 512e6)).toBe(512e6);
  });

  test('what two carry together, each carries with a base of its own', () => {
    fc.assert(
      fc.property(amount, amount, amount, amount, (a, b, each, base) => {
        expect(memoryNeeded(a, each, base) + memoryNeeded(b, each, base)).toBeCloseTo(
          memoryNeeded(a + b, each, base) + base,
          2,
        );
      }),
    );
  });

  test('refuses less than nothing', () => expect(() => memoryNeeded(1, 1, -1)).toThrow(RangeError));
});

describe('gpus_needed', () => {
  test('a model of 140 GB on GPUs of 80 GB, three replicas: 2 × 3', () => {
    expect(gpusNeeded(140e9, 80e9, 3)).toBe(6);
    expect(gpusNeeded(80e9, 80e9, 3)).toBe(3);
    expect(gpusNeeded(80e9 + 1e3, 80e9, 3)).toBe(6);
    expect(gpusNeeded(0.3, 0.1, 1)).toBe(3);
    expect(gpusNeeded(140e9, 80e9, 0)).toBe(0);
  });

  test.each([
    [1, 0, 1],
    [1, 1, 1.5],
    [1, 1, -1],
    [Number.POSITIVE_INFINITY, 1, 1],
  ])('refuses %s, %s, %s', (model, gpu, replicas) =>
    expect(() => gpusNeeded(model, gpu, replicas)).toThrow(RangeError),
  );
});

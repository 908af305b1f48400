import { describe, expect, it } from 'vitest';
import { analyzeSamples } from '../../src/compare/samples.ts';

describe('analyzeSamples', () => {
  it('few values reach no p that counts: inconclusive, however far apart', () => {
    const found = analyzeSamples([1, 2, 3], [101, 102, 103]);
    expect(found).toMatchObject({
      pValue: 0.1,
      leastP: 0.1,
      verdict: 'inconclusive',
      noticeableShift: null,
      valuesNeeded: 4,
    });
    expect(found.shift).toEqual({ value: 100, lower: null, upper: null });
  });

  it('says where the second lies, and which shift would have shown', () => {
    const [a, b] = [
      [100, 101, 99, 102, 98],
      [110, 111, 109, 112, 108],
    ];
    expect(analyzeSamples(a, b)).toMatchObject({ verdict: 'higher', relative: 0.1 });
    const found = analyzeSamples(b, a);
    expect(found).toMatchObject({ verdict: 'lower', U: 25 });
    // The scatter is 1.58; 5 against 5 show 2.5 times as much.
    expect(found.noticeableShift).toBeGreaterThan(3);
    expect(found.noticeableShift).toBeLessThan(5);
  });

  it('the same values differ in nothing, and nothing says how many would show it', () => {
    const same = [4, 4, 4, 4, 4, 4];
    expect(analyzeSamples(same, same)).toMatchObject({
      pValue: 1,
      verdict: 'inconclusive',
      valuesNeeded: null,
      noticeableShift: 0,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { backToUsual, type UsualWindow } from '../../src/slo/back-to-usual.ts';
import { course, type Second } from '../fixtures/usual-course.ts';

const AT = 60;
const back = (windows: readonly UsualWindow[], more: Partial<Parameters<typeof backToUsual>[0]> = {}) =>
  backToUsual({ windows, bin: 1, at: AT, from: 10, to: windows.length, within: null, timeScale: 1, ...more });
const during = (from: number, to: number, bad: Second) => (s: number) => (s >= from && s < to ? bad : {});

describe('when a service is as it was before', () => {
  it.each<[string, Second, string]>([
    ['slower', { slower: 4 }, 'latency'],
    ['crowded', { flight: 10 }, 'requests in flight'],
    ['failing fast, with latencies as ever', { failing: 0.3 }, 'failures'],
    ['silent', { rate: 0 }, 'throughput'],
  ])('after it was %s for 20 s, it is said within its window', (_, bad, last) => {
    const found = back(course(180, during(AT, AT + 20, bad)));
    expect(found).toMatchObject({ seconds: 20, lower: 19, upper: 20, last, reason: null, watched: 120 });
  });

  it('and where it does not come back, or relapses, it is later than what was watched', () => {
    const never = back(course(180, during(AT, 180, { slower: 4 })));
    expect(never).toMatchObject({ seconds: null, lower: 120, upper: null, last: 'latency' });
    const relapses = back(course(180, (s) => (s >= AT && (s < 80 || s > 150) ? { slower: 4 } : {})));
    expect(relapses.seconds).toBeNull();
    const halting = back(course(180, (s) => (s >= AT && s % 5 < 2 ? { slower: 4 } : {})));
    expect(halting.seconds).toBeNull();
  });

  it('nobody can tell where too little came before or after it', () => {
    const windows = course(180, () => ({}));
    expect(back(windows, { from: 57 }).reason).toMatch(/too little was measured under this load before/);
    expect(back(windows, { to: 66 }).reason).toMatch(/only 6 s after it were under this load, and 10 s are needed/);
    expect(back(windows, { to: 66, timeScale: 0.1 }).reason).toBeNull();
    expect(back(course(180, () => ({ rate: 0 }))).reason).not.toBeNull();
  });

  it('few requests make wider windows', () => {
    const sparse = course(240, (s) => (s >= AT && s < AT + 20 ? { rate: 2, slower: 10 } : { rate: 10 }));
    const { seconds, lower, upper } = back(sparse);
    expect(upper! - lower!).toBeGreaterThanOrEqual(2);
    expect(seconds).toBeGreaterThanOrEqual(18);
  });

  it('where nothing happened, it seldom takes chance for an effect, and never for one that lasts', () => {
    // How seldom: npm run accuracy -- back-to-usual.
    const found = [1, 2, 3, 4].map((seed) => back(course(120, () => ({ rate: 50 }), seed)));
    expect(found.filter(({ seconds }) => seconds === null)).toHaveLength(0);
    expect(found.filter(({ seconds }) => seconds === 0).length).toBeGreaterThanOrEqual(3);
  });
});

import { describe, expect, test } from 'vitest';
import { runModel } from '../../../../src/report/stories/stories.ts';
import { CASES } from '../../fixtures.ts';

const ruler = (name: string) => {
  const { result, series } = CASES[name]!();
  return runModel(result, series).ruler;
};
const zones = (name: string) => ruler(name)!.segments.map(({ from, to, zone }) => [zone, from, to]);

describe('the load ruler', () => {
  test('shows where it held, between which loads it changed, where it broke and what was never tried', () => {
    expect(zones('breaks above the tier')).toEqual([
      ['met', 0, 200],
      ['between', 200, 300],
      ['critical', 300, 600],
      ['none', 600, 800],
    ]);
    expect(ruler('breaks above the tier')!.marks.map(({ name }) => name)).toEqual([
      'holds 200 requests/s',
      'broke at 300 requests/s',
    ]);
  });

  test('of a service that never broke ends in what was not measured', () => {
    expect(zones('meets with headroom')).toEqual([
      ['met', 0, 600],
      ['none', 600, 800],
    ]);
    expect(ruler('meets with headroom')!.flags).toEqual([
      { at: 200, name: 'medium: this tier', detail: '200', own: true, wide: false },
    ]);
  });

  test('of an inconclusive run judges nothing on which the verdict would rest', () => {
    expect(zones('inconclusive')[0]).toEqual(['seen', 0, 600]);
    expect(ruler('inconclusive')!.marks).toEqual([]);
  });

  test('of a closed ramp counts users', () => {
    const { unit, segments } = ruler('closed ramp')!;
    expect(unit).toBe('users');
    expect(segments.map(({ zone }) => zone)).toEqual(['met', 'between', 'critical', 'none']);
  });

  test('of a search: promised up to the lower bound, changing over the interval, then missed', () => {
    const { result } = CASES['capacity found']!();
    const load = result.estimates.maxSustainableLoad!;
    const tried = Math.max(...result.capacity!.probes.map(({ rate }) => rate));
    expect(zones('capacity found').slice(0, 3)).toEqual([
      ['met', 0, Math.floor(load.lower!)],
      ['between', Math.floor(load.lower!), Math.ceil(load.upper!)],
      ['degraded', Math.ceil(load.upper!), tried],
    ]);
    expect(ruler('capacity found')!.marks.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^sustains \d+ requests\/s$/),
    ]);
    expect(zones('capacity ceiling')[0]).toEqual(['met', 0, 240]);
    expect(zones('capacity interrupted')[0]![0]).toBe('seen');
  });

  test('other tiers are flagged where they have room, this tier always', () => {
    const flags = ruler('capacity found')!.flags;
    expect(flags.filter(({ own }) => own).map(({ name }) => name)).toEqual(['medium: this tier']);
    expect(flags.map(({ name }) => name)).toContain('small');
    const { result, series } = CASES['capacity found']!();
    const crowd = Array.from({ length: 40 }, (_, i) => ({ name: `tier ${i}`, rate: 190 + i }));
    const crowded = runModel({ ...result, run: { ...result.run, tiers: crowd } }, series).ruler!.flags;
    expect(crowded.length).toBeLessThanOrEqual(5);
    expect(crowded.some(({ own }) => own)).toBe(true);
  });

  test('there is none for a plain script', () => {
    expect(ruler('script')).toBeUndefined();
  });

  test.each(Object.keys(CASES))('%s: segments join without gap or overlap up to the end', (name) => {
    const it = ruler(name);
    if (!it) return;
    expect(it.segments[0]!.from).toBe(0);
    for (const [i, segment] of it.segments.slice(1).entries()) expect(segment.from).toBe(it.segments[i]!.to);
    expect(it.segments.at(-1)!.to).toBe(it.top);
    expect(it.ticks.at(-1)!.at).toBeCloseTo(it.top, 6);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Memory, Newest } from '../../src/sandbox/memory.ts';

describe('Newest', () => {
  it('keeps the newest within both limits', () => {
    const set = fc.record({ key: fc.integer({ min: 0, max: 30 }).map(String), weight: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(set), (sets) => {
        const newest = new Newest<number>({ entries: 10, weight: 60 });
        let expected: { key: string; weight: number }[] = [];
        sets.forEach(({ key, weight }, i) => {
          newest.set(key, i, weight);
          expected = [...expected.filter((entry) => entry.key !== key), { key, weight }];
          const weightOf = () => expected.reduce((sum, entry) => sum + entry.weight, 0);
          while (expected.length > 10 || weightOf() > 60) expected.shift();
          expect([...newest.entries()].map(([name]) => name)).toEqual(expected.map((entry) => entry.key));
        });
      }),
    );
  });

  it('walks on when it was emptied meanwhile', () => {
    const newest = new Newest<number>({ entries: 2 });
    for (const key of ['a', 'b', 'c']) newest.set(key, 0);
    for (const key of ['b', 'c']) newest.delete(key);
    for (const key of ['d', 'e', 'd', 'f', 'g']) newest.set(key, 0);
    expect([...newest.entries()].map(([key]) => key)).toEqual(['f', 'g']);
  });

  it('refuses what weighs more than all it may hold, and goes on', () => {
    const newest = new Newest<number>({ entries: 5, weight: 10 });
    newest.set('heavy', 0, 11);
    expect(newest.size).toBe(0);
    newest.set('light', 0, 10);
    expect(newest.size).toBe(1);
  });
});

describe('Memory', () => {
  it('reads back what was written, the newest 100,000', () => {
    const memory = new Memory('m', () => 0);
    const ids = Array.from({ length: 100_001 }, (_, i) => memory.createRecord(i, 1));
    expect(new Set(ids).size).toBe(100_001);
    expect(memory.record(ids[0]!)).toBeUndefined();
    expect(memory.record(ids[1]!)).toEqual({ value: 1 });
    expect(memory.record(ids.at(-1)!)).toEqual({ value: 100_000 });
    expect(memory.record('other-1')).toBeUndefined();
  });

  it('counts sessions as active for a minute after their last use, and knows them longer', () => {
    let time = 0;
    const memory = new Memory('m', () => time);
    const [a, b] = [memory.createSession(), memory.createSession()];
    time = 50;
    expect(memory.useSession(a)).toBe(true);
    time = 70;
    expect(memory.activeSessions()).toBe(1);
    time = 200;
    expect(memory.activeSessions()).toBe(0);
    expect(memory.useSession(b)).toBe(true);
    expect(memory.activeSessions()).toBe(1);
    expect(memory.useSession('unknown')).toBe(false);
  });

  it('stays bounded however long it is used', () => {
    let time = 0;
    const memory = new Memory('m', () => time);
    // 120,000 users, one every 10 ms; it keeps 100,000
    for (let i = 0; i < 120_000; i++) {
      time = i / 100;
      memory.useSession(memory.createSession());
    }
    expect(memory.activeSessions()).toBe(6001);
    time += 61;
    expect(memory.activeSessions()).toBe(0);
    expect(memory.useSession('m-1')).toBe(false);
    expect(memory.useSession(`m-${(120_000).toString(36)}`)).toBe(true);
  });

  it('has no hit ratio before the first look-up', () => {
    const memory = new Memory('m', () => 0);
    expect(memory.cacheHitRatio()).toBeUndefined();
    expect(['a', 'b', 'a', 'a'].map((key) => memory.lookUp(key))).toEqual(['miss', 'miss', 'hit', 'hit']);
    expect(memory.cacheHitRatio()).toBe(0.5);
  });
});

import { describe, expect, test } from 'vitest';
import { judgeStability } from '../../src/stability/judges.ts';
import { courseWith } from './course.ts';

describe('judgeStability', () => {
  test('says nothing of what was not there to be judged', () => {
    expect(judgeStability(courseWith({}))).toEqual([]);
  });

  test('one record that is not what was written is corruption, by its number', () => {
    const [found] = judgeStability(courseWith({ readBack: { looks: 3000, wrong: 1 } }));
    expect(found).toMatchObject({ id: 'stability/integrity/read_back', verdict: 'corrupted' });
    expect(found!.text).toBe('1 of 3,000 read-backs were not what had been written');
  });

  test('that nothing was corrupted is said with the share that would have been seen', () => {
    const [found] = judgeStability(courseWith({ readBack: { looks: 3000, wrong: 0 } }));
    expect(found).toMatchObject({ verdict: 'intact' });
    expect(found!.minimumDetectable!.value).toBeCloseTo(0.001, 4);
  });

  test('a service that was not itself again has not recovered, and took longer than was watched', () => {
    const recovery = {
      stage: 'recovery',
      fell: 60,
      watched: 120,
      within: 60,
      seconds: null,
      zone: 'critical',
      last: 'p95',
    } as const;
    const [found] = judgeStability(courseWith({ recovery }));
    expect(found).toMatchObject({ verdict: 'not-recovered', estimate: { value: null, lower: 120, upper: null } });
    const [soon] = judgeStability(courseWith({ recovery: { ...recovery, seconds: 12, zone: 'met' } }));
    expect(soon).toMatchObject({ verdict: 'recovered', estimate: { value: 12 } });
    expect(soon!.id).toBe(found!.id);
  });
});

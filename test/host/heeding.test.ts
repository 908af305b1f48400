import { describe, expect, test } from 'vitest';
import { heeded, heeding, isWorkAbandoned, whenAborted } from '../../src/host/heeding.ts';

const never = () => new Promise<never>(() => {});

describe('work that heeds a signal', () => {
  test('gives its value, or its error, where nobody stops it', async () => {
    const { signal } = new AbortController();
    expect(await heeding(signal, async () => heeded() === signal)).toBe(true);
    await expect(heeding(signal, () => Promise.reject(new Error('own')))).rejects.toThrow('own');
    expect(heeded()).toBeUndefined();
  });

  test('is not begun after the signal', async () => {
    let begun = false;
    const work = async () => {
      begun = true;
    };
    await expect(heeding(AbortSignal.abort('wish'), work)).rejects.toBe('wish');
    expect(begun).toBe(false);
  });

  test('that fails because of the signal fails with its reason', async () => {
    const control = new AbortController();
    const working = heeding(control.signal, async () => {
      await new Promise<void>((resolve) => whenAborted(heeded(), resolve));
      throw new Error('my program died');
    });
    control.abort('wish');
    await expect(working).rejects.toBe('wish');
    expect(isWorkAbandoned()).toBe(false);
  });

  test('that waits for what never comes is given up', async () => {
    const control = new AbortController();
    const working = heeding(control.signal, never);
    control.abort('wish');
    await expect(working).rejects.toBe('wish');
    expect(isWorkAbandoned()).toBe(true);
  });
});

test('what is to be done at an abort is done once, also after it, and not when that was taken back', () => {
  const control = new AbortController();
  const done: string[] = [];
  whenAborted(control.signal, () => done.push('before'));
  whenAborted(control.signal, () => done.push('taken back'))();
  control.abort();
  whenAborted(control.signal, () => done.push('after'));
  whenAborted(undefined, () => done.push('never'));
  expect(done).toEqual(['before', 'after']);
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aroundLoad, guardOf } from '../../src/measure/guard.ts';

describe('what k6 may take beside its load', () => {
  it('is a minute each for setup() and teardown(), unless the script’s options allow them more', () => {
    expect(aroundLoad({})).toBe(120);
    expect(aroundLoad({ setupTimeout: '5m0s' })).toBe(360);
    expect(aroundLoad({ setupTimeout: '10s', teardownTimeout: '1h0m0s' })).toBe(3610);
  });
});

describe('the guard over an engine', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('leaves it the time that its setup() is allowed', () => {
    const kill = vi.fn();
    guardOf({ kill }, aroundLoad({ setupTimeout: '5m0s' })).within(30);
    vi.advanceTimersByTime(429_000);
    expect(kill).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2_000);
    expect(kill).toHaveBeenCalledOnce();
  });

  it('kills nothing that was released', () => {
    const kill = vi.fn();
    const guard = guardOf({ kill }, 0);
    guard.within(1);
    guard.release();
    vi.advanceTimersByTime(100_000);
    expect(kill).not.toHaveBeenCalled();
  });

  it('leaves it a few seconds once somebody wishes it to stop, whatever else is allowed, and says why it was killed', () => {
    const kill = vi.fn();
    const guard = guardOf({ kill }, 120);
    guard.within(600);
    guard.stopping();
    guard.within(600);
    vi.advanceTimersByTime(4_900);
    expect([kill.mock.calls.length, guard.killed]).toEqual([0, null]);
    vi.advanceTimersByTime(200);
    expect(kill).toHaveBeenCalledOnce();
    expect(guard.killed).toBe('k6 did not end within 5 s of being asked to, and was killed');
  });
});

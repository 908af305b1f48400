import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stopOnSignals } from '../../src/cli/stop.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function listening() {
  const process = new EventEmitter();
  const giveUp = vi.fn();
  const stop = stopOnSignals(process as unknown as NodeJS.Process, giveUp);
  const hear = (signal: string, after = 0) => {
    vi.advanceTimersByTime(after);
    process.emit(signal, signal);
  };
  return { stop, giveUp, hear };
}

test.each([
  ['SIGINT', 130, 'stopped by the user'],
  ['SIGTERM', 143, 'stopped by SIGTERM'],
  ['SIGHUP', 143, 'stopped by SIGTERM'],
])('%s is a wish with the code %i', (signal, exitCode, message) => {
  const { stop, hear } = listening();
  expect([stop.wish.aborted, stop.force.aborted]).toEqual([false, false]);
  hear(signal);
  expect(stop.wish.reason).toMatchObject({ exitCode, message });
  expect(stop.force.aborted).toBe(false);
});

test('two signals that come together are one wish, a later one is another', () => {
  const { stop, hear } = listening();
  hear('SIGINT');
  hear('SIGTERM', 100);
  expect(stop.force.aborted).toBe(false);
  hear('SIGTERM', 300);
  expect(stop.force.reason).toMatchObject({ exitCode: 130 });
});

test('the process is given up 9 s after a wish, and 1.5 s after a later one', () => {
  const [patient, hurried] = [listening(), listening()];
  patient.hear('SIGTERM');
  vi.advanceTimersByTime(8_900);
  expect(patient.giveUp).not.toHaveBeenCalled();
  vi.advanceTimersByTime(200);
  expect(patient.giveUp).toHaveBeenCalledWith(expect.objectContaining({ exitCode: 143 }));
  hurried.hear('SIGINT');
  hurried.hear('SIGINT', 1_000);
  vi.advanceTimersByTime(1_600);
  expect(hurried.giveUp).toHaveBeenCalledOnce();
});

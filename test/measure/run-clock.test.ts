import { expect, test } from 'vitest';
import { RunClock } from '../../src/measure/run-clock.ts';

const START = Date.parse('2026-11-21T14:00:00.000Z');
const HOUR = 3600;

/** A run's clock whose hands the test sets, in seconds. */
function clock() {
  const hands = { wall: START, steady: 5000 };
  const of = new RunClock(() => ({ ...hands }));
  const pass = (steady: number, wall = steady) => {
    hands.steady += steady * 1000;
    hands.wall += wall * 1000;
  };
  return { of, pass };
}

test('a clock that nobody set tells the time and has nothing to say', () => {
  const { of, pass } = clock();
  pass(1);
  of.greeted('2026-11-21T14:00:00.500Z');
  pass(60, 60.3);
  expect(of.now().toISOString()).toBe('2026-11-21T14:01:01.000Z');
  expect(of.stepped()).toBeUndefined();
});

test.each([
  [HOUR, 'the wall clock moved 1 h forward during the run: it was set, or the machine slept'],
  [-HOUR, 'the wall clock moved 1 h back during the run: it was set, or the machine slept'],
])('a step of %i s in mid-run moves no time of the run, and is told', (step, text) => {
  const { of, pass } = clock();
  pass(30, 30 + step);
  expect(of.now().toISOString()).toBe('2026-11-21T14:00:30.000Z');
  expect(of.elapsed()).toBe(30);
  expect(of.stepped()).toBe(text);
});

test('an engine that began by another clock is told, ahead and behind', () => {
  const { of, pass } = clock();
  pass(1);
  of.greeted('2026-11-21T15:00:01.000Z');
  expect(of.stepped()).toBe("the engine's wall clock was 1 h ahead of loadkit's when it started");
  of.greeted('2026-11-21T13:00:00.000Z');
  expect(of.stepped()).toBe("the engine's wall clock was 1 h behind loadkit's when it started");
  of.greeted('no time');
});

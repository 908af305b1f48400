import { expect, test } from 'vitest';
import { EventsSection } from '../../src/config/events/section.ts';
import { planEvents, plannedEventLines } from '../../src/plan/events.ts';
import { planOf } from '../fixtures/record.ts';

const EVENTS = EventsSection.parse([
  { name: 'late', at: '50m', run: ['true'], within: '5m', scenarios: ['endurance'] },
  { name: 'pod failure', at: '5m', run: ['kubectl', 'delete', 'pod', 'app-0'] },
]);
const SOAK = { profile: 'soak', override: { duration: 3600 } } as const;

test('moments and limits are scaled as the stages are, timeouts are not; another scenario has its own events', () => {
  const at = (timeScale: number) => planEvents(EVENTS, planOf({ ...SOAK, timeScale }));
  expect(at(1).map(({ name, at: when, within }) => [name, when, within])).toEqual([
    ['pod failure', 300, null],
    ['late', 3000, 300],
  ]);
  expect(at(0.1).map(({ at: when, within, timeout }) => [when, within, timeout])).toEqual([
    [30, null, 60],
    [300, 30, 60],
  ]);
  expect(planEvents(EVENTS, planOf({ profile: 'baseline', override: { duration: 400 } }))).toHaveLength(1);
  expect(plannedEventLines(at(1))[1]).toBe('at 50 min: late: true (at most 1 min, as before again within 5 min)');
});

test('one beyond the end of the run is refused, with its place', () => {
  const plan = planOf({ profile: 'baseline', override: { duration: 300 } });
  expect(() => planEvents(EVENTS, plan, 'loadkit.config.yaml')).toThrow(
    /loadkit\.config\.yaml \(events\[1\]\.at\): the event "pod failure" would come after 5 min, and baseline lasts 5 min/,
  );
});

test('none may be missed by a load that ends as soon as it is sure', () => {
  const plan = { ...planOf({ profile: 'baseline', override: { duration: 400 } }), untilSure: true as const };
  expect(() => planEvents(EVENTS, plan, 'loadkit.config.yaml')).toThrow(
    /loadkit\.config\.yaml \(events\[1\]\): the event "pod failure" may come after the end of baseline/,
  );
  expect(planEvents(EVENTS.slice(0, 1), plan)).toEqual([]);
});

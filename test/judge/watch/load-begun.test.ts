import { expect, test } from 'vitest';
import { hasLoadBegun } from '../../../src/judge/watch/load-begun.ts';
import type { GeneratorLine, TimelineLine } from '../../../src/metrics/lines/lines.ts';
import { Timeline } from '../../../src/metrics/timeline/timeline.ts';

const HELLO: TimelineLine = {
  ...{ t: 'hello', v: 1, k6: 'v2.2.0', version: '1', pid: 1, cores: 2, pressureOf: null },
  start: '2026-11-21T14:00:00.000Z',
};
const second = (s: number, more: Partial<GeneratorLine> = {}): TimelineLine => ({
  ...{ t: 'gen', s, cpu: 0, rss: 0, vus: 0, vusMax: 5, busy: 0, pressure: 0 },
  ...more,
});
const end = (started: number): TimelineLine => ({
  ...{ t: 'end', s: 2, totals: [], other: 0, invalid: 0 },
  ledger: {
    iterations: { started, ended: 0, threw: 0, cutOff: started },
    requests: { started: 0, ended: 0, cutOff: 0, redirects: 0, followed: 0, endless: 0 },
  },
});

test.each<[string, boolean, TimelineLine[]]>([
  ['k6 never greeted', false, []],
  ['k6 was frozen or killed before it said more', true, [HELLO]],
  ['its lines end before the wish to stop', true, [HELLO, second(0), second(1)]],
  ['its lines say until after the wish that nothing began', false, [HELLO, ...[0, 1, 2, 3].map((s) => second(s))]],
  ['it ended in order, and nothing had begun', false, [HELLO, second(0), end(0)]],
  ['an iteration began and was cut off', true, [HELLO, second(0), end(1)]],
  ['a request is in flight', true, [HELLO, ...[0, 1, 2].map((s) => second(s)), second(3, { requests: [1, 0, 1] })]],
  ['a user is active', true, [HELLO, ...[0, 1, 2].map((s) => second(s)), second(3, { vus: 1 })]],
])('%s: %s', (_, begun, lines) => {
  const timeline = new Timeline({ bin: 1, stages: [], views: [] } as unknown as ConstructorParameters<
    typeof Timeline
  >[0]);
  for (const line of lines) timeline.add(line);
  expect(hasLoadBegun(timeline, 2.5)).toBe(begun);
});

import { expect, test } from 'vitest';
import { searchChanges } from '../../../src/judge/events/search-changes.ts';
import { exitCode } from '../../../src/judge/exit-code.ts';
import { judge } from '../../../src/judge/judge.ts';
import type { CommandedLine, TimelineLine } from '../../../src/metrics/lines/lines.ts';
import type { PlannedEvent } from '../../../src/plan/events.ts';
import { Result } from '../../../src/result/result.ts';
import { fold, objective, planOf, recordOf, runOf } from '../../fixtures/record.ts';
import { times } from '../../fixtures/timeline.ts';

/** 90 s at one load, judged from 9 s on. */
const PLAN = planOf({ profile: 'baseline', override: { duration: 90 } });
const POD: PlannedEvent = {
  ...{
    name: 'pod failure',
    at: 40,
    run: ['kubectl', 'delete', 'pod', 'app-0'],
    timeout: 60,
    within: 15,
    required: true,
  },
};
/** The mark is at 2 s. */
const MARK = 2;

const begun: TimelineLine = { t: 'command', s: 40 + MARK, event: 0 };
const ended = (patch: Partial<CommandedLine> = {}): TimelineLine => ({
  ...{ t: 'commanded', s: 41 + MARK, event: 0, outcome: 'ended', code: 0, signal: null, output: 'deleted' },
  ...patch,
});

/** A run that is slow for so long after the event, with these lines of it. */
function judged(slowFor: number, lines: readonly TimelineLine[], event: PlannedEvent = POD, until?: number) {
  const record = {
    ...recordOf(PLAN, [objective({ critical: null, target: { op: '<', value: 60 } })]),
    events: [event],
  };
  const slow = (s: number) => s >= 40 + MARK && s < 40 + MARK + slowFor;
  const story = { second: (s: number) => ({ latencies: times(70, slow(s) ? 1 : 0.05 + (s % 3) * 0.001) }) };
  const stages = Object.fromEntries(PLAN.stages.map(({ name }) => [name, story]));
  const engine = runOf(PLAN, stages, { offset: MARK, ...(until === undefined ? {} : { until }) });
  for (const line of lines) engine.line(line);
  const { result } = judge(record, fold(record, until === undefined ? engine.end().close() : engine));
  expect(Result.parse(result)).toEqual(result);
  const line = result.objectives.find(({ id }) => id === 'event/pod-failure');
  return { result, line, exit: exitCode(result, { written: true, failOn: 'critical' }) };
}

test('a command that was done is an event at its second, and recovery is judged from it', () => {
  const { result, line, exit } = judged(10, [begun, ended()]);
  expect(result.events).toMatchObject([
    {
      ...{ second: 40, kind: 'command', name: 'pod failure', noticed: false, outcome: 'ended', done: true, ended: 41 },
      ...{ code: 0, output: 'deleted', back: { seconds: 10, lower: 9, upper: 10, last: 'latency', within: 15 } },
    },
  ]);
  expect(line).toMatchObject({ zone: 'met', actual: 10, lower: 9, upper: 10, target: { op: '<=', value: 15 } });
  expect([result.verdict, exit]).toEqual(['met', 0]);
  expect(result.stability?.find(({ judge: by }) => by === 'recovery')).toMatchObject({
    ...{ id: 'stability/recovery/pod-failure', verdict: 'recovered', estimate: { value: 10, lower: 9, upper: 10 } },
    text: expect.stringMatching(/^after pod failure \(at 40 s\) .* between 9 s and 10 s later; latency was the last/),
  });
  const late = judged(20, [begun, ended()]);
  expect([late.line?.zone, late.result.verdict, late.exit]).toEqual(['critical', 'critical', 3]);
  const never = judged(60, [begun, ended()]);
  expect(never.line).toMatchObject({ zone: 'critical', actual: null, lower: 50 });
});

test.each<[string, readonly TimelineLine[]]>([
  ['failed', [begun, ended({ code: 1, output: 'pods "app-0" not found' })]],
  ['could not be started', [begun, ended({ outcome: 'not-started', code: null })]],
  ['took too long', [begun, ended({ outcome: 'overdue', code: null, signal: 'SIGKILL' })]],
  ['had not come to its end when the load did', [begun, ended({ outcome: 'stopped', code: null })]],
  ['has no end in the record', [begun]],
  ['never came', []],
])('a fault whose command %s has not been passed', (_, lines) => {
  for (const within of [15, null]) {
    const { result, line, exit } = judged(0, lines, { ...POD, within });
    expect(line).toMatchObject({ zone: 'no-data', note: expect.stringContaining('pod failure') });
    expect([result.verdict, exit]).toEqual(['no-data', 5]);
    expect(result.caveats.map(({ code }) => code)).toContain('event-failed');
    expect(result.events[0]).toMatchObject({ done: false });
  }
  const beside = judged(0, lines, { ...POD, required: false });
  expect([beside.result.verdict, beside.exit]).toEqual(['met', 0]);
  expect(beside.result.caveats.map(({ code }) => code)).toContain('event-failed');
});

test('what a monitor notices is an event; a stage in which it came by itself is not of one target', () => {
  const hello: TimelineLine = { t: 'hello', v: 1, monitor: 'app', start: '2026-11-21T14:00:00.000Z', source: 1000 };
  const restart = (s: number): TimelineLine => ({
    t: 'noticed',
    s: s + MARK,
    kind: 'restart',
    text: 'it began anew',
    source: 1000,
  });
  const alone = judged(0, [hello, restart(60)], { ...POD, required: false });
  expect(alone.result.events.at(-1)).toMatchObject({
    ...{ second: 60, kind: 'restart', name: 'restart', noticed: true, text: 'restart noticed by app: it began anew' },
    ...{ back: { seconds: 0 } },
  });
  const caveat = alone.result.caveats.find(({ code }) => code === 'target-changed');
  expect(caveat?.text).toMatch(/the target was not the same throughout the stage .*: restart noticed by app/);
  const meant = judged(10, [begun, ended(), hello, restart(44), restart(45)]);
  expect(meant.result.caveats.map(({ code }) => code)).not.toContain('target-changed');
  expect(meant.line).toMatchObject({ zone: 'met', actual: 10 });
});

test('a restart began when the monitor that noticed it could read nothing any more, but not before a command', () => {
  const hello: TimelineLine = { t: 'hello', v: 1, monitor: 'app', start: '2026-11-21T14:00:00.000Z', source: 1000 };
  const down = [30, 40, 41, 42, 43].map(
    (s): TimelineLine => ({ t: 'gap', s: s + MARK, reason: 'nothing listens there', source: 1000 }),
  );
  const up: TimelineLine = { t: 'noticed', s: 44 + MARK, kind: 'restart', text: 'it began anew', source: 1000 };
  const crashed = judged(4, [hello, ...down, up], { ...POD, required: false }).result;
  expect(crashed.events.at(-1)).toMatchObject({
    ...{ second: 40, text: 'restart noticed by app: it began anew, after it had read nothing for 4 s' },
    ...{ back: { seconds: 4, lower: 3, last: 'latency' } },
  });
  const command: TimelineLine[] = [{ ...begun, s: 41 + MARK } as TimelineLine, ended({ s: 41 + MARK })];
  const meant = judged(4, [...command, hello, ...down, up]).result;
  expect(meant.events.find(({ kind }) => kind === 'restart')!.second).toBe(41);
});

test('a search whose target was scaled while it was measured proves nothing, unless it left out what came before', () => {
  const scaling = (s: number) => ({ s, kind: 'scaling' as const, text: 'replicas went from 2 to 3', monitor: 'kube' });
  const during = searchChanges([scaling(100)], {}, 0);
  expect(during.reasons).toMatchObject([
    { code: 'target-scaled', text: expect.stringContaining('from 2 to 3 (kube, at 1 min 40 s)') },
  ]);
  const left = searchChanges([scaling(100)], { change: { kind: 'faster', at: 95, times: 1 } }, 0);
  expect([left.reasons, left.caveats]).toMatchObject([[], [{ code: 'target-changed' }]]);
  const again = searchChanges([scaling(100), scaling(300)], { change: { kind: 'faster', at: 95, times: 1 } }, 0);
  expect([again.reasons.length, again.caveats.length]).toEqual([1, 1]);
});

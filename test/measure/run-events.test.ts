import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import type { RecordLine } from '../../src/capacity/search-lines.ts';
import { RunEvents } from '../../src/measure/run-events.ts';
import { redactLine } from '../../src/metrics/lines/kinds-of-lines.ts';
import type { CommandedLine } from '../../src/metrics/lines/lines.ts';
import type { PlannedEvent } from '../../src/plan/events.ts';
import { createRedactor } from '../../src/redact.ts';

const SECRET = 'p4ssw0rd-of-the-database';
const redact = createRedactor([SECRET]);
const secrets = {
  text: redact,
  name: redact.words,
  url: redact,
  tags: (tags: Readonly<Record<string, string>>) => tags,
};

const event = (name: string, run: string[], timeout = 60): PlannedEvent => ({
  ...{ name, at: 0, run, timeout, within: null, required: true },
});

test('commands run from the mark on, and the record holds how each ended and what it wrote, nothing more', async () => {
  const events = [
    event('well', ['sh', '-c', `printf 'to %s\\n\\033[2J' ${SECRET}; head -c 5000 /dev/zero | tr '\\0' x; echo end`]),
    event('fails', ['sh', '-c', 'echo no such pod >&2; exit 3']),
    event('not there', ['no-such-program-at-all']),
    event('slow', ['sleep', '30'], 0.3),
    event('cut', ['sleep', '30']),
    { ...event('later', ['true']), at: 3600 },
  ];
  const lines: RecordLine[] = [];
  const said: string[] = [];
  const running = new RunEvents(
    { events, shown: events, cwd: tmpdir(), env: process.env, marked: true },
    {
      put: async (line) => void lines.push(line),
      redact: (line) => redactLine(line, secrets),
      say: (text) => said.push(text),
      elapsed: () => performance.now() / 1000,
    },
  );
  running.greeted();
  const ended = () => lines.filter((line): line is CommandedLine => line.t === 'commanded');
  const endOf = (index: number) => ended().find((line) => line.event === index);
  expect(lines).toEqual([]);
  running.saw({ t: 'mark', scenario: 'main', at: 0.05 });
  while (ended().length < 4) await new Promise((resolve) => setTimeout(resolve, 10));
  await running.end();
  expect(endOf(0)).toMatchObject({ outcome: 'ended', code: 0, output: expect.stringMatching(/^… x+end$/) });
  expect(endOf(0)!.output.length).toBeLessThan(2_010);
  expect(endOf(1)).toMatchObject({ outcome: 'ended', code: 3, output: 'no such pod' });
  expect(endOf(2)).toMatchObject({ outcome: 'not-started', code: null });
  expect(endOf(3)).toMatchObject({ outcome: 'overdue' });
  expect(endOf(4)).toMatchObject({ outcome: 'stopped' });
  expect(endOf(5)).toBeUndefined();
  expect(lines.filter(({ t }) => t === 'command')).toHaveLength(5);
  expect(said.join('\n')).toMatch(/event fails: failed, with code 3, after .*: no such pod/);
});

test('what a command writes is without secrets and acts on nobody; once the load is ended none is run', async () => {
  const events = [event('speaks', ['printf', `one ${SECRET}\\n\\033[2J\\342\\200\\256two`])];
  const lines: RecordLine[] = [];
  const make = (due = events) =>
    new RunEvents(
      { events: due, shown: due, cwd: tmpdir(), env: process.env, marked: false },
      {
        put: async (line) => void lines.push(line),
        redact: (line) => redactLine(line, secrets),
        say: () => {},
        elapsed: () => 0,
      },
    );
  const first = make();
  first.greeted();
  while (lines.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(lines[1]).toMatchObject({ outcome: 'ended', output: 'one *** ⏎ \\x1b[2J\\u202etwo' });
  const second = make();
  second.saw({ t: 'event', s: 1, kind: 'kill-switch', text: '' });
  second.greeted();
  await second.end();
  // One that was still to come when the load ended.
  const third = make(events.map((one) => ({ ...one, at: 0.03 })));
  third.greeted();
  await third.end();
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(lines).toHaveLength(2);
});

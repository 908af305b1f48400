import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { RecordLine } from '../../src/capacity/search-lines.ts';
import { judge } from '../../src/judge/judge.ts';
import { layoutOf } from '../../src/judge/layout.ts';
import { SILENCE } from '../../src/k6/log/last-words.ts';
import { type Audience, Recording } from '../../src/measure/recording.ts';
import { RunClock } from '../../src/measure/run-clock.ts';
import { redactLine, type Secrets } from '../../src/metrics/lines/kinds-of-lines.ts';
import { Timeline } from '../../src/metrics/timeline/timeline.ts';
import { FILES } from '../../src/store/runs.ts';
import { readTimeline } from '../../src/store/timeline-file.ts';
import { planOf, recordOf, runOf, scriptPlan, watching } from '../fixtures/record.ts';
import { Engine } from '../fixtures/timeline.ts';

const RECORD = recordOf(planOf({ profile: 'baseline' }));
const CLOCK = new RunClock(() => ({ wall: Date.parse('2026-11-21T14:00:00Z'), steady: 0 }));
/** Nobody sees it, and it holds no secrets. */
const UNSEEN: Audience = { observers: [], redact: (line) => line };
const ENDED = { code: 0, signal: null, asked: null, halted: null, killed: null, words: SILENCE };

const hidden = () => 'hidden';

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadkit-recording-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a line is folded at once, shown to every observer after that, and kept in order', async () => {
  const folder = emptyFolder();
  const seen: [kind: string | undefined, events: number][] = [];
  const observer = (line: RecordLine | undefined, events: number) => seen.push([line?.t, events]);
  const recording = new Recording(RECORD, folder, {
    ...UNSEEN,
    observers: [{ saw: (line, { events }) => observer(line, events.length) }],
  });
  const written = [recording.note('first', 'a'), recording.note('second', 'b')];
  expect(recording.timeline.events.map(({ kind }) => kind)).toEqual(['first', 'second']);
  recording.unreadable();
  expect(seen).toEqual([
    ['event', 1],
    ['event', 2],
    [undefined, 2],
  ]);
  await Promise.all(written);
  await recording.close(ENDED, CLOCK);
  const kept: (string | undefined)[] = [];
  for await (const line of readTimeline(join(folder, FILES.timeline))) kept.push(line?.t);
  expect(kept).toEqual(['event', 'event', 'close']);
  expect(recording.timeline.brokenLines).toBe(1);
  expect(recording.timeline.close).toMatchObject({ state: 'complete', endedBy: 'plan' });
});

test('the readings of a monitor are judged alike as they come and read back', async () => {
  const folder = emptyFolder();
  const plan = scriptPlan(20);
  const record = recordOf(plan, [watching()]);
  const recording = new Recording(record, folder, UNSEEN);
  const run = runOf(plan).watched(Array.from({ length: 20 }, (_, s) => s / 32));
  for (const line of run.lines) await recording.put(line);
  await recording.close(ENDED, CLOCK);
  const again = new Timeline(layoutOf(record));
  for await (const line of readTimeline(join(folder, FILES.timeline))) again.add(line);
  const now = judge(record, recording.timeline);
  expect(judge(record, again)).toEqual(now);
  expect(now.result.objectives[0]).toMatchObject({ name: 'CPU', zone: 'met', actual: 190 / 32 / 20, samples: 20 });
  expect(now.series.watched[0]?.values.slice(0, 3)).toEqual([0, 1 / 32, 2 / 32]);
});

test('secrets are taken out of whatever is put, before anybody sees it', async () => {
  const folder = emptyFolder();
  const record = recordOf(scriptPlan(20));
  const secrets: Secrets = { text: hidden, name: hidden, url: hidden, tags: () => ({ dsn: 'hidden' }) };
  const seen: (RecordLine | undefined)[] = [];
  const recording = new Recording(record, folder, {
    observers: [{ saw: (line) => seen.push(line) }],
    redact: (line) => redactLine(line, secrets),
  });
  const [hello, series] = new Engine().watched([], { tags: { dsn: 'postgres://u:secret@db' } }).lines;
  for (const line of [hello!, series!]) await recording.put(line);
  await recording.close(ENDED, CLOCK);
  expect(recording.timeline.watched[0]?.series.tags).toEqual({ dsn: 'hidden' });
  expect(seen[1]).toMatchObject({ t: 'series', source: 1, tags: { dsn: 'hidden' } });
  for await (const line of readTimeline(join(folder, FILES.timeline)))
    expect(JSON.stringify(line)).not.toContain('secret');
});

test('what the disk refuses is counted, aborts the load once, and ends the record as lost', async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, FILES.timeline), 'of another run');
  const recording = new Recording(RECORD, folder, UNSEEN);
  let aborted = 0;
  recording.refused.addEventListener('abort', () => (aborted += 1));
  for (let i = 0; i < 20 && !recording.refused.aborted; i++) {
    await recording.note('x', 'y');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await recording.note('lost', 'too');
  expect(aborted).toBe(1);
  expect(recording.unwritten).toMatch(/^the record could not be written: EEXIST.*; [2-9]\d* lines of it are lost$/);
  await recording.close(ENDED, CLOCK);
  expect(recording.timeline.close).toMatchObject({ state: 'aborted', endedBy: 'disk' });
});

test('a record in which nothing was measured leaves no timeline', async () => {
  const folder = emptyFolder();
  const recording = new Recording(RECORD, folder, UNSEEN);
  await recording.abandon();
  expect(existsSync(join(folder, FILES.timeline))).toBe(false);
});

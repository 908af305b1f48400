import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AskLine, RecordLine } from '../../../src/capacity/search-lines.ts';
import { judge } from '../../../src/judge/judge.ts';
import { readEarlier, requireSameSearch } from '../../../src/pipeline/search/resumed.ts';
import { htmlReport } from '../../../src/report/html/html.ts';
import { junitReport } from '../../../src/report/junit/junit.ts';
import { markdownReport } from '../../../src/report/markdown/markdown.ts';
import { reportOf } from '../../../src/report/stories/stories.ts';
import { terminalReport } from '../../../src/report/terminal/terminal.ts';
import type { Probe } from '../../../src/result/capacity.ts';
import type { RunRecord, SearchRun } from '../../../src/result/record.ts';
import { FILES, saveRecord } from '../../../src/store/runs.ts';
import { TimelineWriter } from '../../../src/store/timeline-file.ts';
import { serverNamed } from '../../capacity/simulator/servers.ts';
import { fly, foldAgain, searchRecord } from './simulated-flight.ts';

const MM8 = serverNamed('M/M/8');
const resultOf = (record: SearchRun, lines: readonly RecordLine[]) => {
  const { timeline, course } = foldAgain(record, lines);
  return judge(record, timeline, course).result;
};
/** A probe but for when it was, to the microsecond. */
const told = ({ at: _, ...probe }: Probe) =>
  JSON.parse(
    JSON.stringify(probe, (_key, value) => (typeof value === 'number' ? Number((value + 1e-8).toFixed(6)) : value)),
  );
const asksIn = (lines: readonly RecordLine[]) => lines.filter((line): line is AskLine => line.t === 'ask');
const sustainable = (result: ReturnType<typeof resultOf>) => result.estimates.maxSustainableLoad!;

describe('a search that is flown', () => {
  const record = searchRecord(MM8);

  it('finds the capacity, one rate at a time, and is judged from its record alone', async () => {
    const { lines, course, said } = await fly(record, MM8, 5);
    const result = resultOf(record, lines);
    const { value, lower, upper } = sustainable(result);
    expect(Math.abs(value! / MM8.truth - 1)).toBeLessThan(0.05);
    expect(lower).toBeLessThan(value!);
    expect(upper! / lower!).toBeLessThan(1.12);
    expect(result.capacity).toMatchObject({ ended: 'precise', limitedBy: 'objective', binding: 'API response' });
    expect(result.capacity!.confirmation).toMatchObject({ held: true, failures: 0 });
    expect(result.verdict).toBe('met');
    // What was decided live and what the record says are one and the same.
    const { timeline } = foldAgain(record, lines);
    expect(judge(record, timeline, course).result).toEqual(result);
    expect(resultOf(record, lines)).toEqual(result);
    const asks = asksIn(lines);
    expect(result.capacity!.probes.map(({ rate }) => rate)).toEqual(
      asks.map(({ ask }) => (ask as { rate: number }).rate),
    );
    expect(asks.map(({ batch }) => batch)).toEqual(asks.map((_, at) => at));
    expect(said.length).toBe(asks.length);
    expect(said.at(-20)).toMatch(
      /^track +\d+\/s: \d+\/s done, [\d.]+ % bad \(5 % allowed\) · estimate \d+ \[\d+, \d+\] · /,
    );
  });

  it('keeps what was measured when it is stopped, and says that it was', async () => {
    const { lines } = await fly(record, MM8, 6, { stopAt: 120 });
    const result = resultOf(record, lines);
    expect(result.capacity).toMatchObject({ ended: 'stopped', confirmation: null });
    expect(sustainable(result).caveats).toContainEqual({ code: 'stopped', text: 'stopped before it was resolved' });
    expect(Math.abs(sustainable(result).value! / MM8.truth - 1)).toBeLessThan(0.1);
  });

  it('can be written in every format', async () => {
    const { lines } = await fly(record, MM8, 6, { stopAt: 90 });
    const { timeline, course } = foldAgain(record, lines);
    const { result, series } = judge(record, timeline, course);
    const report = reportOf(result, series);
    const view = { width: 100, colour: false, files: [] };
    for (const text of [terminalReport(report, view), markdownReport(report), junitReport(report)]) {
      expect(text).toContain('API response');
      expect(text).not.toMatch(/undefined|NaN|\[object/);
    }
    expect(htmlReport(report, { script: '', style: '', sha256: '', fontFaces: '' })).toContain('API response');
  });

  it('stopped in the bracket it has no interval', async () => {
    const result = resultOf(record, (await fly(record, MM8, 6, { stopAt: 5 })).lines);
    expect(sustainable(result)).toMatchObject({ value: null, lower: null, upper: null });
    expect(result.verdict).toBe('inconclusive');
    expect(result.validity.reasons.map(({ code }) => code)).toEqual(['ended-early', 'no-interval']);
  });

  it('ends in time: without a hold, as wide as it is', async () => {
    const short = searchRecord(MM8, { budget: 130, precision: 0.001 });
    const { lines } = await fly(short, MM8, 6);
    const result = resultOf(short, lines);
    expect(result.capacity).toMatchObject({ ended: 'budget', confirmation: null });
    expect(result.capacity!.load).toBeLessThan(132);
    expect(result.capacity!.secondsNeeded).toBeGreaterThan(200);
  });

  it('runs batches again that the generator shaped, and says so', async () => {
    const gen = (second: number) => (second >= 60 && second < 70 ? { busy: 1 } : {});
    const { lines } = await fly(record, MM8, 7, { gen });
    const result = resultOf(record, lines);
    const invalid = result.capacity!.probes.filter(({ valid }) => !valid);
    expect(invalid.length).toBeGreaterThanOrEqual(2);
    for (const { at, seconds, note } of invalid) {
      expect(at + seconds).toBeGreaterThan(60);
      expect(at).toBeLessThan(70);
      expect(note).toMatch(/the CPUs of the machine, which the target shares, had no time left/);
    }
    expect(result.caveats.map(({ text }) => text).join()).toMatch(/\d batches were not used/);
    expect(Math.abs(sustainable(result).value! / MM8.truth - 1)).toBeLessThan(0.06);
  });

  it('holds what the generator can make where it cannot make more', async () => {
    const late = { late: [100, 6, 0, 0.1, [522_035, 100]] } as const;
    const limited = async (tierRate: number | null) => {
      const slow = searchRecord(MM8, { tierRate });
      // From 80/s on it is late; whoever holds 80 afterwards finds it well.
      const { lines } = await fly(slow, MM8, 8, {
        gen: (second) => (second >= 9 && second < 18 ? { ...late, busy: 1 } : {}),
      });
      return resultOf(slow, lines);
    };
    const result = await limited(null);
    expect(result.capacity).toMatchObject({ ended: 'generator', limitedBy: 'generator' });
    expect(result.validity.reasons.map(({ code }) => code)).toEqual(['generator-limit']);
    expect(sustainable(result)).toMatchObject({ value: null, upper: null });
    expect(sustainable(result).lower).toBeGreaterThan(19);
    // At least this much is enough of an answer for a smaller tier.
    expect((await limited(10)).verdict).toBe('met');
  });
});

describe('a search that goes on from another', () => {
  const record = searchRecord(MM8, { precision: 0.04 });

  async function saved(lines: readonly RecordLine[], of: RunRecord = record): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'loadkit-resumed-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    await saveRecord(folder, of);
    const writer = new TimelineWriter(join(folder, FILES.timeline));
    for (const line of lines) await writer.write(line);
    await writer.close();
    return folder;
  }

  it.each([
    ['in the bracket', 6],
    ['in mid-block', 93],
    ['in a later block', 148],
  ])('is one record with all probes, stopped %s', async (_, stopAt) => {
    const first = await fly(record, MM8, 11, { stopAt });
    const earlier = await readEarlier(await saved(first.lines), '.');
    expect(earlier.load).toBeCloseTo(stopAt + 0.5, 6);
    const second = await fly(record, MM8, 12, { earlier: earlier.lines, from: earlier.state });
    const result = resultOf(record, second.lines);
    const before = resultOf(record, first.lines).capacity!.probes;
    const probes = result.capacity!.probes;
    expect(probes.slice(0, before.length).map(told)).toEqual(before.map(told));
    expect(probes[before.length]!.phase).toBe('stop');
    expect(Math.abs(sustainable(result).value! / MM8.truth - 1)).toBeLessThan(0.04);
    expect(judge(record, foldAgain(record, second.lines).timeline, second.course).result).toEqual(result);
    // And from that one again.
    const again = await readEarlier(await saved(second.lines.filter(({ t }) => t !== 'searched')), '.');
    expect(again.load).toBeGreaterThan(earlier.load + 60);
    const { course } = foldAgain(record, again.lines);
    expect(course.batchCount).toBe(second.course.batchCount);
    expect(course.asks.length).toBe(course.batchCount);
  });

  it('is refused of a search that came to its end, of another kind of run, and of nothing', async () => {
    const { lines } = await fly(searchRecord(MM8, { precision: 0.1 }), MM8, 13);
    await expect(readEarlier(await saved(lines), '.')).rejects.toThrow('came to its end (precise)');
    const { search: _, ...run } = record;
    await expect(readEarlier(await saved([], { ...run, kind: 'profile' }), '.')).rejects.toThrow('no capacity search');
    await expect(readEarlier(await saved([]), '.')).rejects.toThrow('no batch to go on from');
  });

  it('is refused where it is not the same search, saying what differs', async () => {
    const earlier = await readEarlier(await saved((await fly(record, MM8, 11, { stopAt: 20 })).lines), '.');
    const { plan, target, provenance } = record;
    const now = {
      plan,
      target,
      targetVersion: null,
      sandbox: false,
      objectives: record.search.objectives,
      bundleHash: provenance.bundleHash,
      engineVersion: provenance.engine.version,
    };
    expect(() => requireSameSearch(earlier, now)).not.toThrow();
    const other = { ...now, plan: { ...plan, tier: 'large' }, target: 'http://127.0.0.1:9999' };
    expect(() => requireSameSearch(earlier, other)).toThrow(/the tier.*"large" now, "medium" then.*the target/s);
    expect(() => requireSameSearch(earlier, { ...now, target: 'http://127.0.0.1:1', sandbox: true })).not.toThrow();
    const wider = now.objectives.map((one) => ({ ...one, limit: 1 }));
    expect(() => requireSameSearch(earlier, { ...now, objectives: wider })).toThrow('what is searched');
    expect(() => requireSameSearch(earlier, { ...now, bundleHash: 'b' })).toThrow('the bundled script');
    expect(() => requireSameSearch(earlier, { ...now, targetVersion: 'v2' })).toThrow('the target’s version');
  });
});

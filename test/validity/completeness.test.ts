import { describe, expect, it } from 'vitest';
import type { Hello, TimelineLine } from '../../src/metrics/lines/lines.ts';
import type { Timeline } from '../../src/metrics/timeline/timeline.ts';
import { ofEngines, silence, wholeRecord } from '../../src/validity/completeness.ts';
import { Engine, times } from '../fixtures/timeline.ts';

const second = (engine: Engine, s: number) => engine.requests(s, { latencies: times(5, 0.05) }).gen(s);

/** A plain script's run of a minute, whose generator says nothing in some seconds. */
function run(silent: (s: number) => boolean = () => false, seconds = 60): Engine {
  const engine = new Engine().hello();
  for (let s = 0; s < seconds; s++) if (!silent(s)) second(engine, s);
  if (silent(seconds - 1)) engine.requests(seconds - 1, { latencies: [0.05] });
  return engine;
}

const silenceOf = (timeline: Timeline) => ofEngines(timeline, (engine) => silence(engine, timeline));
const codes = (engine: Engine) => wholeRecord(engine.into()).map(({ code }) => code);

describe('a record is whole', () => {
  it('when its first line, its closing totals and all between are there', () => {
    expect(codes(run().end().close())).toEqual([]);
  });

  it('but not with lines of another version, or without their first', () => {
    const other = run().end().close();
    const lines = other.lines.map(
      (line): TimelineLine => (line.t === 'hello' ? { ...line, v: 2 as Hello['v'] } : line),
    );
    other.lines.splice(0, lines.length, ...lines);
    expect(codes(other)).toEqual(['engine-version']);
    const none = run().end().close();
    none.lines.shift();
    expect(codes(none)).toEqual(['engine-version']);
  });

  it('nor without its closing totals, where it came to its end', () => {
    expect(codes(run().close())).toEqual(['no-totals']);
    // A run that was killed says so itself.
    expect(codes(run().close('crashed'))).toEqual([]);
  });

  it('nor with totals that count more, or less, or leave a series out', () => {
    const totals = run().end().lines.at(-1);
    if (totals?.t !== 'end') throw new Error('no totals');
    const [[id, count, sum], ...rest] = totals.totals as [
      [number, number, number],
      ...(typeof totals.totals)[number][],
    ];
    for (const wrong of [[[id, count + 1, sum], ...rest], [[id, count - 1, sum], ...rest], rest, []]) {
      expect(
        codes(
          run()
            .line({ ...totals, totals: wrong as typeof totals.totals })
            .close(),
        ),
      ).toEqual(['frames-lost']);
    }
  });

  it('nor with a line that nobody can read', () => {
    const timeline = run().end().close().into();
    timeline.add(undefined);
    expect(wholeRecord(timeline).map(({ code }) => code)).toEqual(['frames-lost']);
  });
});

describe('an engine that fell silent', () => {
  const found = (silent: (s: number) => boolean, seconds = 60) => silenceOf(run(silent, seconds).into()).length > 0;

  it.each([
    ['at the beginning', 0],
    ['in the middle', 30],
    ['at the end', 51],
  ])('for 9 s %s', (_, from) => {
    expect(found((s) => s >= from && s < from + 9)).toBe(true);
  });

  it('for 9 s of four hours', () => {
    expect(found((s) => s >= 7000 && s < 7009, 14_400)).toBe(true);
  });

  it('again and again, for a second or two', () => {
    expect(found((s) => s % 10 === 9)).toBe(true);
  });

  it('but not for a second or two in all, nor for single seconds of hours', () => {
    expect(found((s) => s === 20 || s === 40)).toBe(false);
    expect(found((s) => s % 200 === 100, 14_400)).toBe(false);
  });

  it('and not one that never says how it fares', () => {
    const engine = new Engine().hello();
    for (let s = 0; s < 60; s++) engine.requests(s, { latencies: [0.05] });
    expect(silenceOf(engine.into())).toEqual([]);
  });
});

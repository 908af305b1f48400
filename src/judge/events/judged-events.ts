import type { Noticed, RunCommand } from '../../metrics/timeline/happened.ts';
import type { PlannedEvent } from '../../plan/events.ts';
import type { Measurement } from '../../plan/measurement.ts';
import { type BackToUsual, commandWords, type EventResult, isDone } from '../../result/events.ts';
import { backToUsual, type UsualWindow } from '../../slo/back-to-usual.ts';
import { formatSpan } from '../../units/format.ts';
import { ofThemselves } from './consequences.ts';
import { steadyAround, usualCourse } from './usual-course.ts';

/** Something that happened to the target, at a moment in seconds since the scenario began. */
interface Occurred {
  readonly at: number;
  readonly event: EventResult;
  readonly within: number | null;
}

/**
 * What happened to the target, in the order in which it did: what was done to it and what monitors noticed, each with
 * how soon the service was as before. `planned`: the events of the record. Pure.
 */
export function judgedEvents(measurement: Measurement, planned: readonly PlannedEvent[]): EventResult[] {
  const { timeline } = measurement;
  const { commands, noticed } = timeline.happened;
  const since = (second: number) => Number(Math.max(0, second - timeline.offset).toFixed(3));
  const all: Occurred[] = [
    ...planned.map((event, index) => {
      const command = commands.find((each) => each.event === index);
      const told = command ? commanded(event, command, since) : neverCame(event);
      return { at: told.second, event: told, within: event.within };
    }),
    ...noticed.map((what) => {
      const { kind, text, monitor } = what;
      const began = beganAt(what, commands);
      const silent = began < what.s ? `, after it had read nothing for ${formatSpan(what.s - began)}` : '';
      const event = {
        second: since(began),
        kind,
        name: kind,
        noticed: true,
        text: `${kind} noticed by ${monitor}: ${text}${silent}`,
      };
      return { at: event.second, event, within: null };
    }),
  ].sort((a, b) => a.at - b.at);
  const own = new Set(ofThemselves(all.map(({ event }) => event)));
  const real = all.filter(({ event }) => event.done !== false && own.has(event));
  if (real.length === 0) return all.map(({ event }) => event);
  const windows = usualCourse(measurement);
  const back = new Map<Occurred, BackToUsual>();
  for (const [i, occurred] of real.entries()) {
    const others = { before: real[i - 1], after: real[i + 1] };
    back.set(occurred, after(occurred, others, back, windows, measurement));
  }
  return all.map((occurred) => ({ ...occurred.event, ...(back.has(occurred) ? { back: back.get(occurred)! } : {}) }));
}

/**
 * The second of the record in which what was noticed began: what restarts is down before it is there again, and what
 * followed from a command did not begin before that.
 */
function beganAt({ s, kind, silentSince }: Noticed, commands: readonly RunCommand[]): number {
  if (kind !== 'restart' || silentSince === undefined) return s;
  return Math.max(silentSince, ...commands.map(({ from }) => from).filter((from) => from <= s));
}

function commanded(
  { name, run }: PlannedEvent,
  { from, end }: RunCommand,
  since: (second: number) => number,
): EventResult {
  const shared = { second: since(from), kind: 'command', name, noticed: false };
  const what = `${name}: ${run.join(' ')}`;
  if (!end)
    return { ...shared, outcome: 'unknown', done: false, text: `${what}: the record does not say how it ended` };
  const { outcome, code, signal, output } = end;
  const text = `${what}: ${commandWords(end, Math.max(0, end.s - from))}`;
  return { ...shared, outcome, done: isDone(end), ended: since(end.s), code, signal, output, text };
}

function neverCame({ name, at, run }: PlannedEvent): EventResult {
  const text = `${name}: ${run.join(' ')}: never came, since the load had ended before ${formatSpan(at)}`;
  return { second: at, kind: 'command', name, noticed: false, outcome: 'never', done: false, text };
}

/** How the service fared after one of several: each is watched until the next, and against what was usual before it. */
function after(
  { at, within }: Occurred,
  { before, after: next }: { readonly before: Occurred | undefined; readonly after: Occurred | undefined },
  known: ReadonlyMap<Occurred, BackToUsual>,
  windows: readonly UsualWindow[],
  measurement: Measurement,
): BackToUsual {
  const steady = steadyAround(at, measurement);
  const unknown = (reason: string): BackToUsual => ({
    ...{ seconds: null, lower: null, upper: null, watched: 0, within, last: null, reason },
  });
  if (!steady) return unknown('the load was not steady then, or nobody knows whether it was');
  let { from } = steady;
  if (before && before.at >= from) {
    const seconds = known.get(before)?.seconds ?? null;
    if (seconds === null) return unknown(`the service was not as before again after ${before.event.name ?? 'another'}`);
    from = before.at + seconds;
  }
  const to = Math.min(steady.to, next?.at ?? Number.POSITIVE_INFINITY);
  const { plan, timeline } = measurement;
  return backToUsual({ windows, bin: timeline.layout.bin, at, from, to, within, timeScale: plan.timeScale });
}

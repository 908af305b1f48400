import { Source } from '../metrics/timeline/source.ts';
import type { Timeline } from '../metrics/timeline/timeline.ts';
import type { Stage } from '../plan/plan.ts';
import type { Reason } from '../result/reason.ts';
import { formatNumber } from '../units/format.ts';

/** Seconds. */
const LEAST_GAP = 3;
/** A run that came to its end speaks of its last second, or at least of the one before. */
const MOST_EARLY = 1;

/** A stage that the run did not live to see, or not to its end, shows nothing: no data is never a pass. */
export function cutShort(stage: Stage, engine: Source, timeline: Timeline): Reason[] | undefined {
  const reached = engine.lastSecond + 1 - timeline.offset;
  if (reached > stage.to - MOST_EARLY) return undefined;
  const when =
    reached <= timeline.judgedFrom(stage.name) ? 'before this stage could be judged' : 'before this stage was over';
  return [
    {
      code: 'cut-short',
      stage: stage.name,
      text: `the run ended ${when}`,
      next: 'let the run come to its end',
    },
  ];
}

/** Seconds of a stage in which the engine said nothing: it was stopped, or starved. */
export function gaps(stage: Stage, engine: Source, timeline: Timeline): Reason[] {
  const expected = Math.floor(stage.to - timeline.judgedFrom(stage.name)) - 1;
  const missing = expected - engine.healthIn(stage.name).seconds;
  // An engine that never says how it fares is not silent.
  if (missing < LEAST_GAP || engine.health.whole.seconds === 0) return [];
  return [
    {
      code: 'gap',
      stage: stage.name,
      text: `the generator was silent for ${missing} of ${expected} s`,
      next: 'find what stopped or starved k6 (see k6.log) and run again',
    },
  ];
}

/** Whether every line that the engine wrote is in the record and was understood, up to its closing totals. */
export function wholeRecord(timeline: Timeline): Reason[] {
  return ofEngines(timeline, (engine) => [
    ...unknownEngine(engine, timeline),
    ...lostFrames(engine, timeline),
    ...noTotals(engine, timeline),
  ]);
}

/**
 * What is wrong with each engine; of several it is said which. A record without any is judged as that of one which said
 * nothing.
 */
export function ofEngines({ engines }: Timeline, reasonsOf: (engine: Source) => Reason[]): Reason[] {
  if (engines.length < 2) return reasonsOf(engines[0] ?? new Source(0));
  return engines.flatMap((engine, i) =>
    reasonsOf(engine).map((reason) => ({ ...reason, text: `engine ${i + 1} of ${engines.length}: ${reason.text}` })),
  );
}

/** The share of a run without stages for which the engine may be silent in all. */
const MOST_SILENT = 0.01;

/** Seconds of a run in which the engine said nothing, whether or not it has stages: it was stopped, or starved. */
export function silence({ health: { whole: generator } }: Source, { lastSecond }: Timeline): Reason[] {
  // An engine that never says how it fares is not silent.
  if (generator.seconds === 0) return [];
  const expected = lastSecond + 1;
  const missing = expected - generator.seconds;
  const longest = Math.max(generator.silence, lastSecond - generator.lastSecond);
  if (longest < LEAST_GAP && missing < Math.max(LEAST_GAP, MOST_SILENT * expected)) return [];
  return [
    {
      code: 'gap',
      stage: null,
      text: `the generator was silent for ${missing} of ${expected} s, ${longest} s of them in a row`,
      next: 'find what stopped or starved k6 (see k6.log) and run again',
    },
  ];
}

/** The version of the lines (docs/record.md) that this loadkit reads. */
const LINES_VERSION: number = 1;

function unknownEngine({ hello }: Source, { close }: Timeline): Reason[] {
  if (hello && hello.v === LINES_VERSION) return [];
  // A run that k6 refused says so itself.
  if (!hello && close?.state !== 'complete') return [];
  const found = hello
    ? `of version ${String(hello.v)}, not ${LINES_VERSION}`
    : 'without their first, which says their version';
  return [
    {
      code: 'engine-version',
      stage: null,
      text: `the engine's lines are ${found}: what they count may be something else`,
      next: 'use the engine that this loadkit builds (leave --engine out), or the loadkit that it belongs to',
    },
  ];
}

/** Without the closing totals nobody knows what else there was. */
function noTotals({ end }: Source, { close }: Timeline): Reason[] {
  if (end || close?.state !== 'complete') return [];
  return [
    {
      code: 'no-totals',
      stage: null,
      text: "the engine's closing totals are missing: whether every sample arrived is not known",
      next: 'see k6.log for how k6 ended, and run again',
    },
  ];
}

/** Whether the closing totals name as many samples as were read, series by series. */
function lostFrames({ entries, end }: Source, timeline: Timeline): Reason[] {
  const seen = new Map([...entries.values()].map(({ series, all }) => [series.id, all.count]));
  const totals = new Map(end?.totals.map(([id, count]) => [id, count]));
  const ids = end ? new Set([...seen.keys(), ...totals.keys()]) : [];
  const unread = [...ids].reduce((sum, id) => sum + Math.abs((totals.get(id) ?? 0) - (seen.get(id) ?? 0)), 0);
  const lost = unread + (end?.lost ?? 0);
  if (lost === 0 && timeline.brokenLines === 0) return [];
  return [
    {
      code: 'frames-lost',
      stage: null,
      text: `the record is incomplete: ${formatNumber(lost)} samples are missing, ${formatNumber(timeline.brokenLines)} lines could not be read`,
      next: 'check the disk (space, errors) and run again',
    },
  ];
}

/** The codes of the reasons that this file gives, and of a run that ended early: the record is not whole. */
export const INCOMPLETE: readonly string[] = [
  'ended-early',
  'cut-short',
  'gap',
  'engine-version',
  'no-totals',
  'frames-lost',
];

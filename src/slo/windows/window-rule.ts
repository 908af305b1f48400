import type { Objective } from '../../objectives/objective.ts';
import type { ObjectiveResult } from '../../objectives/result.ts';
import { type Limits, lowerIsBetter, type Zone } from '../../objectives/zone.ts';
import { formatSpan } from '../../units/format.ts';
import { type JudgedWindow, SLACK, type Span, zoneOfWindow } from './windows.ts';

/** What a rule over windows comes to. `note`: why there is no data, or what else must be known. */
export type RuleResult = Pick<ObjectiveResult, 'zone' | 'window' | 'actual' | 'note'>;

/**
 * How an `over:` objective fares by its windows: the share that broke against `allow`, or (with `for`) the longest row
 * of them.
 *
 * A silent window may have broken or not: where that decides, there is no data. A row that no stretch of windows is
 * long enough for could not have been seen: no data either, unless every window broke, which is as broken as could be
 * seen. So is a stretch too short for the row that broke from end to end, while others did not: nobody knows how long
 * it would have gone on.
 */
export function judgeWindows(
  objective: Objective,
  windows: readonly JudgedWindow[],
  width: number,
  timeScale: number,
  limits: Limits,
): RuleResult {
  const zones = zonesOf(windows, limits);
  const row = objective.for === null ? null : objective.for * timeScale;
  const silent = zones.filter((zone) => zone === 'no-data').length;
  const decided = decide({ windows, zones, row, allowed: objective.allow * windows.length }, silent);
  const counted = countWindows(windows, width, limits);
  return { ...decided, ...counted, actual: decided.zone === 'no-data' ? null : counted.actual };
}

/** How many windows broke, the longest row of them, and the worst value. */
export function countWindows(
  windows: readonly JudgedWindow[],
  width: number,
  limits: Limits,
): Pick<RuleResult, 'window' | 'actual'> {
  const zones = zonesOf(windows, limits);
  const { broken, longest } = tally(windows, zones, BROKEN);
  const silent = zones.filter((zone) => zone === 'no-data').length;
  const judged = windows.length - silent;
  return {
    window: { width, judged, broken, longest, ...(silent > 0 ? { silent } : {}) },
    actual: worstOf(windows, limits),
  };
}

function zonesOf(windows: readonly JudgedWindow[], limits: Limits): Zone[] {
  return windows.map((window) => (window.silent ? 'no-data' : zoneOfWindow(window, limits)));
}

interface Seen {
  readonly windows: readonly JudgedWindow[];
  readonly zones: readonly Zone[];
  /** Seconds that a row must last; null: the share counts. */
  readonly row: number | null;
  readonly allowed: number;
}

const WORST = 'the worst window';
const CRITICAL: readonly Zone[] = ['critical'];
const BROKEN: readonly Zone[] = ['critical', 'degraded'];

function decide(seen: Seen, silent: number): Pick<RuleResult, 'zone' | 'note'> {
  if (silent === seen.windows.length) {
    const note = silent === 0 ? 'no window held enough samples' : silence(silent);
    return { zone: 'no-data', note };
  }
  const fails = failing(seen);
  for (const [zone, of] of [['critical', CRITICAL] as const, ['degraded', BROKEN] as const]) {
    if (fails(of)) return { zone, note: WORST };
    if (fails([...of, 'no-data'])) return { zone: 'no-data', note: silence(silent) };
  }
  return seen.row === null ? { zone: 'met', note: WORST } : decideShort(seen, seen.row);
}

/** Whether windows of these zones break the rule. */
function failing({ windows, zones, row, allowed }: Seen): (of: readonly Zone[]) => boolean {
  return (of) => {
    const { broken, longest } = tally(windows, zones, of);
    return row === null ? broken > allowed + SLACK : longest >= row - SLACK;
  };
}

/** No row broke for so long. Could one have been seen to? */
function decideShort({ windows, zones }: Seen, needed: number): Pick<RuleResult, 'zone' | 'note'> {
  const stretches = stretchesOf(windows, zones);
  const longest = Math.max(...stretches.map(lengthOf));
  const short = stretches.filter((stretch) => lengthOf(stretch) < needed - SLACK);
  if (short.length === stretches.length) {
    const note = `every window broke, though they are too few for a row of ${formatSpan(needed)}`;
    const known = zones.filter((zone) => zone !== 'no-data');
    if (known.every((zone) => zone === 'critical')) return { zone: 'critical', note };
    if (known.every((zone) => zone === 'degraded')) return { zone: 'degraded', note };
    return { zone: 'no-data', note: tooShortForRow(needed, longest) };
  }
  const worn = short.find((stretch) => stretch.zones.every((zone) => zone === 'critical'));
  if (worn) {
    const where = `from ${formatSpan(worn.from)} to ${formatSpan(worn.to)} every window broke`;
    return { zone: 'no-data', note: `${where}, and \`for\` asks for ${formatSpan(needed)}: hold that load for longer` };
  }
  const missed = short.some((stretch) => stretch.zones.every((zone) => BROKEN.includes(zone)));
  return { zone: missed ? 'degraded' : 'met', note: WORST };
}

function lengthOf({ from, to }: Span): number {
  return to - from;
}

/** Why a row of that length cannot be seen, and what it would take. */
export function tooShortForRow(needed: number, longest: number): string {
  return `windows in a row last ${formatSpan(longest)} at most in what is judged, \`for\` asks for ${formatSpan(needed)}: hold the load for longer, or keep the objective to other \`scenarios\``;
}

function silence(windows: number): string {
  const which = windows === 1 ? 'a window' : `${windows} windows`;
  return `in ${which} samples were due and none came`;
}

interface Stretch extends Span {
  readonly zones: readonly Zone[];
}

/** Windows that follow each other without a gap. */
function stretchesOf(windows: readonly JudgedWindow[], zones: readonly Zone[]): Stretch[] {
  const starts = windows.flatMap(({ from }, i) => (windows[i - 1]?.to === from ? [] : [i]));
  return starts.map((first, i) => {
    const next = starts[i + 1] ?? windows.length;
    return { from: windows[first]!.from, to: windows[next - 1]!.to, zones: zones.slice(first, next) };
  });
}

interface Tally {
  readonly broken: number;
  /** Longest row of consecutive such windows, in seconds. */
  readonly longest: number;
}

function tally(windows: readonly JudgedWindow[], zones: readonly Zone[], of: readonly Zone[]): Tally {
  let broken = 0;
  let longest = 0;
  let since: number | null = null;
  windows.forEach((window, i) => {
    if (!of.includes(zones[i]!)) {
      since = null;
      return;
    }
    broken += 1;
    if (since === null || windows[i - 1]?.to !== window.from) since = window.from;
    longest = Math.max(longest, window.to - since);
  });
  return { broken, longest };
}

function worstOf(windows: readonly JudgedWindow[], limits: Limits): number | null {
  const values = windows.map((w) => w.measured.actual).filter((v) => v !== null);
  if (values.length === 0) return null;
  return lowerIsBetter(limits) ? Math.max(...values) : Math.min(...values);
}

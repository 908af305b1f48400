import type { AlertState } from '../../result/alerts.ts';
import { formatSpan } from '../../units/format.ts';
import { SLACK, type Span } from '../windows/windows.ts';

/** The condition of an alert during a stretch of the run: whether it held; `unknown`: nobody can say. */
export interface HeldPoint extends Span {
  readonly held: boolean | 'unknown';
  readonly value: number | null;
}

/** A series of an alert, from the beginning of the run to its end. */
export interface AlertCourse {
  readonly series: string;
  readonly points: readonly HeldPoint[];
}

/** Points in a row, without a gap, in which the condition held. */
export interface HeldRow extends Span {
  readonly series: string;
  readonly values: readonly number[];
  /** Whether the condition is known to have held in some of it. */
  readonly certain: boolean;
}

/** What a rule comes to: the rows that were long enough, and, where there is none, why. */
export interface Fired {
  readonly state: Exclude<AlertState, 'not-judged'>;
  readonly rows: readonly HeldRow[];
  readonly reason: string | null;
}

/** So much of a run may be unread without a word: as of objectives on readings (missing/readings.ts). */
const MOST_UNKNOWN = 0.1;
const AT_THE_ENDS = 2;

/**
 * Whether an alert fired. `needed`: how long its condition must hold; `end`: of the run; seconds. An unknown stretch
 * ends a row, and where a row with it would have been long enough, there is no data. A run that is too short for a row
 * proves nothing either. Pure.
 */
export function judgeRows(courses: readonly AlertCourse[], needed: number, end: number): Fired {
  const rows = courses.flatMap((course) => rowsOf(course, (held) => held === true));
  const long = rows.filter((row) => lengthOf(row) >= needed - SLACK);
  if (long.length > 0) return { state: 'fired', rows: long, reason: null };
  const points = courses.flatMap((course) => course.points);
  if (points.length === 0) return { state: 'no-data', rows: [], reason: 'nothing was measured of it' };
  const may = courses
    .flatMap((course) => rowsOf(course, (held) => held !== false))
    .filter((row) => lengthOf(row) >= needed - SLACK);
  const uncertain = may.find((row) => row.certain) ?? (unreadShare(courses, end) ? may[0] : undefined);
  if (uncertain) {
    const where = `from ${formatSpan(uncertain.from)} to ${formatSpan(uncertain.to)}`;
    return { state: 'no-data', rows: [], reason: `it may have fired ${where}: not all of that was measured` };
  }
  const width = Math.max(...points.map(lengthOf));
  const open = rows.find((row) => row.to >= end - width - SLACK);
  if (open) {
    const reason = `its condition held for ${formatSpan(lengthOf(open))} when the run ended, and \`for\` asks for ${formatSpan(needed)}`;
    return { state: 'pending', rows: [open], reason };
  }
  const longest = Math.max(...courses.map((course) => longestKnown(course)));
  if (longest < needed - SLACK) {
    const reason = `it could not have fired: \`for\` asks for ${formatSpan(needed)}, and the run was watched for ${formatSpan(longest)} in a row`;
    return { state: 'no-data', rows: [], reason };
  }
  return { state: 'quiet', rows: [], reason: null };
}

function unreadShare(courses: readonly AlertCourse[], end: number): boolean {
  return courses.every(({ points }) => {
    const unknown = points.filter(({ held }) => held === 'unknown');
    const width = Math.max(0, ...points.map(lengthOf));
    const seconds = unknown.reduce((sum, point) => sum + lengthOf(point), 0);
    return seconds > Math.max(MOST_UNKNOWN * end, AT_THE_ENDS * width);
  });
}

/** The longest stretch of points that follow each other, whatever they say. */
function longestKnown(course: AlertCourse): number {
  return Math.max(0, ...rowsOf(course, () => true).map(lengthOf));
}

function rowsOf({ series, points }: AlertCourse, fits: (held: HeldPoint['held']) => boolean): HeldRow[] {
  const rows: { series: string; from: number; to: number; values: number[]; certain: boolean }[] = [];
  let open: (typeof rows)[number] | undefined;
  for (const { from, to, held, value } of points) {
    if (!fits(held)) {
      open = undefined;
      continue;
    }
    if (open === undefined || Math.abs(open.to - from) > SLACK) {
      open = { series, from, to, values: [], certain: false };
      rows.push(open);
    }
    open.to = to;
    open.certain ||= held === true;
    if (held === true && value !== null) open.values.push(value);
  }
  return rows;
}

function lengthOf({ from, to }: Span): number {
  return to - from;
}

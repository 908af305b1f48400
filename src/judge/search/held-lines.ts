import { searchable } from '../../capacity/searchable.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Watched } from '../../metrics/timeline/watched.ts';
import type { Objective } from '../../objectives/objective.ts';
import { type ObjectiveResult, objectiveResult } from '../../objectives/result.ts';
import { isMarginal } from '../../objectives/zone.ts';
import type { OngoingMeasurement } from '../../plan/measurement.ts';
import type { RunRecord } from '../../result/record.ts';
import { worstSeries } from '../../slo/each-series.ts';
import { described, type JudgedObjective, lineOf } from '../../slo/line.ts';
import { unread } from '../../slo/missing/absent.ts';
import { lostInWindows } from '../../slo/missing/lost.ts';
import { unwatchedIn } from '../../slo/missing/readings.ts';
import { type Span, windowsOf, zoneOfWindow } from '../../slo/windows/windows.ts';
import { formatSpan } from '../../units/format.ts';

/** What nobody wrote is not asked of a script that does nothing of the kind. */
const UNWRITTEN: readonly string[] = ['default', 'profile'];

/**
 * The objectives that a search cannot look for (checks, averages, metrics of the script), and those of whose requests
 * too few came in the hold to tell their share of bad ones, judged while its lower bound was held. `hold`: in seconds
 * since the scenario began; undefined: none was made. `bad`: the shares in it, of the searched objectives. Pure.
 */
export function heldLines(
  { objectives, plan }: Pick<RunRecord, 'objectives' | 'plan'>,
  timeline: Timeline,
  hold: Span | undefined,
  bad: readonly (number | null)[] = [],
): ObjectiveResult[] {
  const { searched, others } = searchable(objectives);
  const few = searched.filter(({ where }, at) => where && bad[at] === null).map(({ name }) => name);
  return objectives
    .filter((objective) => others.includes(objective) || few.includes(objective.name))
    .map((objective) => heldLine(objective, { plan, timeline }, hold))
    .filter((line) => line.zone !== 'no-data' || isAsked(line));
}

/** Whether it must be said that there is no data. */
function isAsked({ source, measure, required }: ObjectiveResult): boolean {
  return !UNWRITTEN.includes(source) && (required || measure.kind !== 'monitor');
}

function heldLine(objective: Objective, measuring: OngoingMeasurement, hold: Span | undefined): ObjectiveResult {
  const { timeline } = measuring;
  const line = lineOf(objective, timeline);
  const { bin } = timeline.layout;
  const span = hold && whole(hold, bin);
  const why = span && (unread(objective, timeline) ?? unwatchedIn(objective, timeline, span));
  if (why !== undefined) return objectiveResult({ ...described(line), ...NOTHING, note: why });
  return worstSeries(
    line,
    measuring,
    (series) => whileHeld(line, measuring, span, series),
    ({ windows }) => (span ? windows.slice(span.from / bin, span.to / bin) : []),
  );
}

const NOTHING = { zone: 'no-data', actual: null, samples: 0 } as const;

/** `series`: of readings the one that is meant; else all that the objective selects. */
function whileHeld(
  line: JudgedObjective,
  measuring: OngoingMeasurement,
  span: Span | undefined,
  series: Watched | undefined,
): ObjectiveResult {
  const { objective, limits } = line;
  const [window] = span
    ? windowsOf(objective, measuring.timeline, span.to - span.from, [span], limits, {
        lostIn: lostInWindows(objective, measuring),
        ...(series ? { course: series.windows } : {}),
      })
    : [];
  const zone = window ? zoneOfWindow(window, limits) : 'no-data';
  const { actual = null, lower = null, upper = null, samples = 0 } = window?.measured ?? {};
  return objectiveResult({
    ...described(line),
    ...{ zone, actual, lower, upper, samples },
    marginal: zone !== 'no-data' && isMarginal(zone, lower, upper, limits),
    note: noteOf(zone !== 'no-data', span),
  });
}

function noteOf(judged: boolean, span: Span | undefined): string {
  if (!span) return 'it is not searched, and the lower bound was not held';
  return judged
    ? 'it is not searched, but judged while the lower bound was held'
    : `it is not searched, and the ${formatSpan(span.to - span.from)} for which the lower bound was held have too few samples of it`;
}

/** The windows of the timeline that lie in a stretch as a whole; undefined where none does. */
function whole({ from, to }: Span, bin: number): Span | undefined {
  const inner = { from: Math.ceil(from / bin) * bin, to: Math.floor(to / bin) * bin };
  return inner.to > inner.from ? inner : undefined;
}

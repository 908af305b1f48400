import type { Limit, Objective } from '../../objectives/objective.ts';
import { measureText } from '../../objectives/selectors.ts';
import { holds, lowerIsBetter } from '../../objectives/zone.ts';
import type { Measurement } from '../../plan/measurement.ts';
import { formatSpan } from '../../units/format.ts';
import { type JudgedObjective, lineOf } from '../line.ts';
import { unread } from '../missing/absent.ts';
import { leastBound } from '../missing/beyond-bounds.ts';
import { courseIn } from '../windows/spans.ts';
import { windowsIn } from '../windows/windows-in.ts';
import type { JudgedAlert } from './alert.ts';
import { type HeldPoint, judgeRows } from './rows.ts';

const OPPOSITE = { '<': '>=', '<=': '>', '>': '<=', '>=': '<', '==': '!=', '!=': '==' } as const;

/** When the alert of an objective is up, one for each of its limits: `critical` is reached, or `target` is missed. */
function conditionsOf({ limits: { target, critical } }: JudgedObjective): Limit[] {
  return [...(target ? [{ op: OPPOSITE[target.op], value: target.value }] : []), ...(critical ? [critical] : [])];
}

/**
 * The alerts of an objective: its measure in windows of `over` over the whole run, ramps and the stages beyond the
 * verdict included. A window in which samples were due and none came is unknown; what was due and never sent is beyond
 * every limit that asks for little. Pure.
 */
export function judgeMeasured(objective: Objective, measurement: Measurement): JudgedAlert[] {
  const { timeline, plan } = measurement;
  const line = lineOf(objective, timeline);
  const shared = {
    name: objective.name,
    severity: objective.severity,
    measure: measureText(objective),
    unit: line.unit,
  };
  const needed = (objective.for ?? 0) * plan.timeScale;
  const why = unread(objective, timeline);
  return conditionsOf(line).map((limit) => {
    const alert = { ...shared, limit, for: needed, notes: [] };
    if (why !== undefined)
      return { ...alert, over: objective.over, state: 'no-data', rows: [], reason: why, worst: null };
    const { end } = courseIn(timeline);
    // Zones stand for the limits of the objective; the condition is held against the value itself.
    const { windows, width } = windowsIn({ ...line, limits: { target: null, critical: limit } }, measurement, [
      { from: 0, to: end },
    ]);
    // What stands at the bound of its histogram may as well be beyond a limit that it keeps.
    const bound = limit.op.startsWith('>') ? leastBound(objective, timeline) : undefined;
    const points = windows.map(({ from, to, measured: { actual, beyond }, silent }): HeldPoint => {
      const bad = beyond === 'actual' && limit.op.startsWith('>');
      const held = bad || (actual !== null && holds(actual, limit));
      const unsure = !held && actual !== null && bound !== undefined && actual >= bound;
      return { from, to, held: silent || unsure ? 'unknown' : held, value: actual };
    });
    const values = points.flatMap(({ value }) => value ?? []);
    return {
      ...alert,
      over: width,
      ...(end < width ? tooShort(end, width) : judgeRows([{ series: '', points }], needed, end)),
      worst: worstOf(values, limit),
    };
  });
}

function tooShort(end: number, width: number): Pick<JudgedAlert, 'state' | 'rows' | 'reason'> {
  const reason = `it could not have fired: the run lasted ${formatSpan(end)}, and one window takes ${formatSpan(width)}`;
  return { state: 'no-data', rows: [], reason };
}

/** The value nearest to the alert, or farthest beyond its limit. */
export function worstOf(values: readonly number[], limit: Limit | null): number | null {
  if (values.length === 0) return null;
  const high = limit === null || lowerIsBetter({ target: null, critical: limit });
  return high ? Math.max(...values) : Math.min(...values);
}

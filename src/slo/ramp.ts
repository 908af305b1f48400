import { limitsLoad } from '../objectives/severity.ts';
import { type Limits, lowerIsBetter, zoneOf } from '../objectives/zone.ts';
import type { Measurement } from '../plan/measurement.ts';
import { lineOf } from './line.ts';
import { unread } from './missing/absent.ts';
import { windowsOf } from './windows/windows.ts';

/**
 * When the first critical limit broke, as [from, to) seconds since the scenario began, looking through windows of
 * `plan.window` seconds over all stages before the recovery; undefined when none did. For ramps, which have no steady
 * part.
 */
export function firstBreak({
  asked: objectives,
  timeline,
  plan,
}: Measurement): { from: number; to: number; name: string } | undefined {
  const spans = plan.stages.filter((stage) => stage.role !== 'recovery').map(({ from, to }) => ({ from, to }));
  let first: { from: number; to: number; name: string } | undefined;
  for (const objective of objectives) {
    if (objective.over !== null || objective.source === 'profile' || !limitsLoad(objective)) continue;
    const { unit, limits } = lineOf(objective, timeline);
    if (isVolume(unit, limits) || unread(objective, timeline) !== undefined) continue;
    const broken = windowsOf(objective, timeline, plan.window, joined(spans), limits).find(
      (window) => zoneOf(window.measured.actual ?? 0, limits) === 'critical',
    );
    if (broken && (!first || broken.from < first.from))
      first = { from: broken.from, to: broken.to, name: objective.name };
  }
  return first;
}

/**
 * Whether an objective asks for much of something (requests per second): little is done where little is offered, and
 * nothing broke.
 */
export function isVolume(unit: string, limits: Limits): boolean {
  return (unit === 'per second' || unit === 'count') && !lowerIsBetter(limits);
}

/** Adjacent stages as one span, so that windows may cross from one ramp into the next. */
function joined(spans: readonly { from: number; to: number }[]): { from: number; to: number }[] {
  const [first] = spans;
  const last = spans.at(-1);
  return first && last ? [{ from: first.from, to: last.to }] : [];
}

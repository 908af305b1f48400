import type { Cell } from '../../metrics/timeline/cell.ts';
import type { Measurement } from '../../plan/measurement.ts';
import type { JudgedObjective } from '../line.ts';
import { lostInWindows } from '../missing/lost.ts';
import { silenceOf } from '../missing/silence.ts';
import { type Width, widthOf } from './window-width.ts';
import { type JudgedWindow, type Span, windowsOf } from './windows.ts';

/**
 * An objective's measure in the windows of some spans of a run, with what is known beside its samples: what was due and
 * never sent, and where samples were due and none came. `course`: one series of readings window by window, where not all
 * that the objective selects is meant. Pure.
 */
export function windowsIn(
  { objective, limits }: JudgedObjective,
  measurement: Measurement,
  spans: readonly Span[],
  course?: readonly (Cell | undefined)[],
): Width & { readonly windows: JudgedWindow[] } {
  const { timeline, plan } = measurement;
  const found = widthOf(objective, spans, { timeScale: plan.timeScale, bin: timeline.layout.bin });
  const windows = windowsOf(objective, timeline, found.width, spans, limits, {
    lostIn: lostInWindows(objective, measurement),
    silentIn: silenceOf(objective, measurement, found.width),
    ...(course ? { course } : {}),
  });
  return { ...found, windows };
}

import type { LiveStage } from './state.ts';

const DONE = '█';
const LEFT = '░';
const BORDER = '│';

/**
 * The planned time as a bar of `width` columns, with a border wherever a stage ends: `███│██░░│░░░░`. Without stages,
 * or where they are too many to be told apart, the bar has no borders.
 */
export function progressBar(stages: readonly LiveStage[], elapsed: number, planned: number, width: number): string {
  const done = planned > 0 ? Math.min(1, Math.max(0, elapsed / planned)) : 1;
  const filled = Math.floor(done * width);
  const cells: string[] = Array.from({ length: width }, (_, i) => (i < filled ? DONE : LEFT));
  for (const at of bordersOf(stages, planned, width)) cells[at] = BORDER;
  return cells.join('');
}

/** The columns of the borders between stages: none where two would stand side by side. */
function bordersOf(stages: readonly LiveStage[], planned: number, width: number): number[] {
  const columns = stages.slice(0, -1).map(({ to }) => Math.round((to / planned) * width));
  const all = [0, ...columns, width];
  const apart = all.every((column, i) => i === 0 || column - all[i - 1]! >= 2);
  return apart ? columns : [];
}

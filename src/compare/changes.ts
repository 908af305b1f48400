import { changePoints } from '../stats/changes/change-points.ts';
import { formatNumber } from '../units/format.ts';
import type { RunSeries } from './series.ts';

/** A change of a series, as `loadkit analyze changes --json` prints it. */
export interface LevelChange {
  /** The row, counted from 0, of the first measurement of the new level. */
  readonly index: number;
  /** The line of that row in its file. */
  readonly line: number;
  readonly build: string | null;
  readonly time: string | null;
  /** The medians of the levels on both sides. */
  readonly before: number;
  readonly after: number;
  /** after − before. */
  readonly shift: number;
  /** The shift as a share of before; null where that is 0. */
  readonly relative: number | null;
  readonly pValue: number;
}

export interface ChangesCaveat {
  readonly code: 'out-of-order' | 'correlated';
  readonly text: string;
}

/** What became of a series, as `loadkit analyze changes --json` prints it. */
export interface ChangesAnalysis {
  readonly changes: readonly LevelChange[];
  readonly rows: number;
  readonly points: number;
  /** The standard deviation of the noise, robustly. */
  readonly noise: number;
  /** The smallest step that would be told, once points enough lie behind it. */
  readonly leastStep: number;
  readonly caveats: readonly ChangesCaveat[];
}

/** The changes of a series of at least 12 points. */
export function analyzeChanges({ rows, points, order }: RunSeries): ChangesAnalysis {
  const found = changePoints(points.map(({ value }) => value));
  return {
    changes: found.changes.map(({ index, before, after, pValue }): LevelChange => {
      const { row, line, build, time } = points[index]!;
      const shift = after - before;
      return {
        index: row,
        line,
        build,
        time,
        before,
        after,
        shift,
        relative: before === 0 ? null : shift / Math.abs(before),
        pValue,
      };
    }),
    rows,
    points: points.length,
    noise: found.noise,
    leastStep: found.leastStep,
    caveats: [
      ...(order === 'out-of-order' ? [OUT_OF_ORDER] : []),
      ...(found.correlation >= WORTH_TELLING ? [correlated(found.correlation)] : []),
    ],
  };
}

/** Below this a correlation changes no answer that anybody would notice. */
const WORTH_TELLING = 0.1;

const OUT_OF_ORDER: ChangesCaveat = {
  code: 'out-of-order',
  text: 'times go back between some rows; the order of the rows counts, or of the builds where they first stand',
};

const correlated = (correlation: number): ChangesCaveat => ({
  code: 'correlated',
  text: `points resemble the ones before them (correlation ${formatNumber(correlation, 2)} at least), so that higher steps are asked for; p is still too small`,
});

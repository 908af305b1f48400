/** A series of readings on a grid of moments, as the page had it. */
export interface ReadSeries {
  readonly metric: string;
  readonly monitor: string;
  /** Its labels, without those that loadkit adds. */
  readonly labels: Readonly<Record<string, string>>;
  /** Whether it is a counter: then its values are what it grew by per second. */
  readonly counts: boolean;
  /** In the unit of the page; null where it was not read. */
  readonly values: readonly (number | null)[];
  /** The largest bound of its histogram, where some of the values stand for what lay beyond it. */
  readonly beyond?: number | undefined;
}

/** What monitors read, on one grid: point i stands for the time from i to i + 1 widths after the load began. */
export interface Readings {
  readonly points: number;
  /** Width of a point, seconds. */
  readonly width: number;
  readonly series: readonly ReadSeries[];
  /** Of each monitor whether it read anything at a point. */
  readonly spoken: ReadonlyMap<string, readonly boolean[]>;
}

/** A series that an expression gives: a value at each point of the grid, null where it gives none. */
export interface ValueColumn {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly (number | null)[];
}

import type { Palette } from './palette.ts';

/** How a chart is drawn, on a page or on paper. */
export interface Look {
  readonly palette: Palette;
  /** Width in CSS pixels; below 560 labels are short and margins narrow. */
  readonly width: number;
  /** Font family, and its size in pixels. */
  readonly font: string;
  readonly size: number;
  /** Whether the horizontal axis carries its labels, and the stages their names: once in a stack of charts. */
  readonly timeLabels: boolean;
  readonly bandNames: boolean;
  /** The part of the horizontal axis that is shown. */
  readonly span?: readonly [number, number] | undefined;
  /** Names of lines that were switched off. */
  readonly hidden?: readonly string[];
}

/** Below this width labels are short, margins narrow, and every second mark of an axis is shown. */
export const NARROW = 560;

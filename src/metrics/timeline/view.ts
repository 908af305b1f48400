import type { EncodedFrame, Series } from '../lines/lines.ts';
import type { Selector } from '../selector.ts';
import { Cell } from './cell.ts';

/** The course of a selection over time, window by window; holes where nothing was seen. */
export class View {
  readonly selector: Selector;
  readonly windows: (Cell | undefined)[] = [];
  /** The window that is filling. */
  private open = -1;

  constructor(selector: Selector) {
    this.selector = selector;
  }

  /** Adds a frame of one of the selection's series. Only the window that is filling is kept ready to be written to. */
  add(window: number, { type, bits }: Series, frame: EncodedFrame, second: number): void {
    if (window !== this.open) this.windows[this.open]?.histogram?.pack();
    this.open = window;
    this.windows[window] ??= new Cell(type, bits);
    this.windows[window].addFrame(frame, second);
  }
}

/** A line without its end; `lost`: so many characters more than the bound it had. */
export interface Line {
  readonly text: string;
  readonly lost: number;
}

/**
 * What a line of a timeline has at most, characters: a second of 60,000 series at 100,000 samples/s is a tenth of it.
 */
export const LONGEST_LINE = 64 * 2 ** 20;

/** Makes lines of chunks of text, in memory that is bounded whatever comes. */
export class LineSplitter {
  readonly #longest: number;
  #pending = '';
  #lost = 0;

  /** Lines longer than `longest` characters are cut. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** The lines that end in the next chunk. */
  split(chunk: string): Line[] {
    const parts = chunk.split('\n');
    const last = parts.pop()!;
    const lines = parts.map((part) => {
      this.#add(part);
      return this.#take();
    });
    this.#add(last);
    return lines;
  }

  /** What came after the last line's end; undefined where nothing did. */
  rest(): Line | undefined {
    return this.#pending === '' ? undefined : this.#take();
  }

  #add(text: string): void {
    const room = this.#longest - this.#pending.length;
    this.#pending += text.length > room ? text.slice(0, room) : text;
    this.#lost += Math.max(0, text.length - room);
  }

  #take(): Line {
    const line = { text: this.#pending, lost: this.#lost };
    this.#pending = '';
    this.#lost = 0;
    return line;
  }
}

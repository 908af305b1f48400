import { type Problem, UserError } from '../../errors.ts';
import { formatNumber } from '../../units/format.ts';

/** Faults of the rows of one file, each kind told once: with its first line, and how many rows have it. */
export class Faults {
  readonly #kinds = new Map<string, { readonly first: Problem; readonly line: number; readonly later: number[] }>();
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  add(kind: string, line: number, what: string, next: string): void {
    const known = this.#kinds.get(kind);
    if (known) known.later.push(line);
    else this.#kinds.set(kind, { first: { what, where: { file: this.#file, line }, next }, line, later: [] });
  }

  /** Throws UserError where there is any. */
  refuse(): void {
    if (this.#kinds.size === 0) return;
    const kinds = [...this.#kinds.values()].sort((a, b) => a.line - b.line);
    throw new UserError(kinds.map(({ first, later }) => ({ ...first, what: `${first.what}${others(later)}` })));
  }
}

/** ` (the same in 9 other rows: lines 3, 4, 5 …)`; nothing where there is none. */
function others(lines: readonly number[]): string {
  if (lines.length === 0) return '';
  const rows = lines.length === 1 ? '1 other row: line' : `${formatNumber(lines.length, 9)} other rows: lines`;
  return ` (the same in ${rows} ${lines.slice(0, 3).join(', ')}${lines.length > 3 ? ' …' : ''})`;
}

import { InternalError } from '../errors.ts';
import type { Figure } from '../result/figure.ts';

type Basis = Figure['basis'];
type Numbers = Readonly<Record<string, number>>;

/** What a figure is, apart from its number. */
export interface Words {
  readonly says: string;
  readonly unit: string;
  readonly note?: string | null;
}

/** A measured value with the ends of its interval, where it has them. */
export interface Estimated {
  readonly value: number | null;
  readonly lower?: number | null;
  readonly upper?: number | null;
}

/** The figures of one plan, in the order in which they were found; each is said once and may then be referred to. */
export class Ledger {
  private readonly byId = new Map<string, Figure>();

  /**
   * A number that nobody computes: measured, stated or assumed. Null: not known, and `note` says what to do about it.
   */
  input(
    id: string,
    basis: Basis,
    { value, lower = null, upper = null }: Estimated,
    { says, unit, note = null }: Words,
  ): string {
    return this.add({ id, says, value, lower, upper, unit, expression: null, basis, note });
  }

  /**
   * A number computed of other figures. `expression` is mathjs over their ids; `compute` is the same in plain
   * TypeScript, and a test holds the two together. Not known where an ingredient is not; projected where one is, or
   * where `projected` says so. `ends`: it grows with each ingredient, so that its ends are found at theirs.
   */
  computed(
    id: string,
    {
      says,
      unit,
      note = null,
      projected = false,
      ends = false,
    }: Words & { readonly projected?: boolean; readonly ends?: boolean },
    expression: string,
    compute: (numbers: Numbers) => number,
  ): string {
    const ingredients = this.ingredients(expression);
    const missing = ingredients.find(({ value }) => value === null);
    const at = (end: 'value' | 'lower' | 'upper') =>
      compute(Object.fromEntries(ingredients.map((figure) => [figure.id, figure[end] ?? figure.value ?? Number.NaN])));
    const open =
      missing !== undefined || !ends || ingredients.every(({ lower, upper }) => lower === null || upper === null);
    const basis = projected || ingredients.some((figure) => figure.basis === 'projected') ? 'projected' : 'computed';
    const value = missing ? null : finite(at('value'));
    const [lower, upper] = open ? [null, null] : [finite(at('lower')), finite(at('upper'))];
    const why = missing ? `needs: ${missing.says}` : note;
    return this.add({ id, says, value, lower, upper, unit, expression, basis, note: why });
  }

  /** Takes a figure that was made elsewhere. */
  add(figure: Figure): string {
    if (this.byId.has(figure.id)) throw new InternalError(`two figures of a plan are called ${figure.id}`);
    this.byId.set(figure.id, figure);
    return figure.id;
  }

  has(id: string): boolean {
    return this.byId.has(id);
  }

  get(id: string): Figure {
    const figure = this.byId.get(id);
    if (!figure) throw new InternalError(`a plan has no figure ${id}`);
    return figure;
  }

  /** The number of a figure; null where it is not known, or where there is no such figure. */
  value(id: string | null): number | null {
    return id === null ? null : (this.byId.get(id)?.value ?? null);
  }

  all(): Figure[] {
    return [...this.byId.values()];
  }

  private ingredients(expression: string): Figure[] {
    const names = expression.match(/[a-z][a-z0-9_]*(?!\s*\(|[a-z0-9_])/g) ?? [];
    return [...new Set(names)].map((name) => this.get(name));
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** A name (of a tier) as the beginning of ids: letters, digits and underscores, a letter first. */
export function figureId(name: string): string {
  const text = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^[a-z]/.test(text) ? text : `tier_${text}`;
}

import type { Figure } from '../../result/figure.ts';
import type { Ledger } from '../ledger.ts';

/** A figure whose value is known. */
export type Known = Figure & { readonly value: number };

/** A figure whose value is known; null otherwise. */
export function known(ledger: Ledger, id: string | null): Known | null {
  const value = ledger.value(id);
  return id === null || value === null ? null : { ...ledger.get(id), value };
}

/** The figures of the advice in the order in which they are written down, `<prefix>hpa_<part>`. */
export class Sheet {
  readonly all: Figure[] = [];
  private readonly prefix: string;

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  /** What is stated. */
  stated(part: string, says: string, value: number, unit: string): Known {
    return this.add({ part, says, value, unit, expression: null, basis: 'stated', note: null });
  }

  /** What is stated, or assumed where nobody did. */
  setting(part: string, says: string, stated: number | undefined, assumed: number, unit: string, why: string): Known {
    if (stated !== undefined) return this.stated(part, says, stated, unit);
    return this.add({ part, says, value: assumed, unit, expression: null, basis: 'assumed', note: why });
  }

  /**
   * What follows of other figures: `expression` over their ids gives `value`. It is projected where one of `from` is.
   */
  computed(
    part: string,
    says: string,
    unit: string,
    value: number,
    expression: string,
    from: readonly Figure[] = [],
  ): Known {
    const basis = from.some((figure) => figure.basis === 'projected') ? 'projected' : 'computed';
    return this.add({ part, says, value, unit, expression, basis, note: null });
  }

  private add({ part, ...rest }: Omit<Known, 'id' | 'lower' | 'upper'> & { readonly part: string }): Known {
    const figure = { id: `${this.prefix}hpa_${part}`, lower: null, upper: null, ...rest };
    this.all.push(figure);
    return figure;
  }
}

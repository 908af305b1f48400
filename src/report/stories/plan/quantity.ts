import type { CapacityPlan } from '../../../result/capacity-plan.ts';
import type { Figure } from '../../../result/figure.ts';
import { formatNumber } from '../../../units/format.ts';
import { quantityText } from '../../../units/quantity-text.ts';

/** The figures of a plan by their ids. */
export class Figures {
  private readonly byId: ReadonlyMap<string, Figure>;
  constructor({ figures }: Pick<CapacityPlan, 'figures'>) {
    this.byId = new Map(figures.map((figure) => [figure.id, figure]));
  }

  get(id: string | null): Figure | undefined {
    return id === null ? undefined : this.byId.get(id);
  }

  value(id: string | null): number | null {
    return this.get(id)?.value ?? null;
  }

  /** A figure in its unit, without a mark; undefined where there is none. */
  plain(id: string | null): string | undefined {
    const figure = this.get(id);
    return figure && figure.value !== null ? quantityText(figure.value, figure.unit) : undefined;
  }

  /** A figure in its unit, `~` before what is projected; `–` where there is none. */
  text(id: string | null): string {
    const figure = this.get(id);
    if (!figure || figure.value === null) return '–';
    return `${figure.basis === 'projected' ? '~' : ''}${quantityText(figure.value, figure.unit)}`;
  }

  /** The ends of a figure's interval: `3.9 ms to 4.2 ms`; undefined where it has none. */
  range(id: string | null): string | undefined {
    const { lower = null, upper = null, unit = '' } = this.get(id) ?? {};
    return lower === null || upper === null
      ? undefined
      : `${quantityText(lower, unit)} to ${quantityText(upper, unit)}`;
  }

  /** A rate as short as a table wants it: `260/s`. */
  rate(id: string | null): string {
    const figure = this.get(id);
    if (!figure || figure.value === null) return '–';
    return `${figure.basis === 'projected' ? '~' : ''}${formatNumber(figure.value)}/s`;
  }

  /** The number alone, for a column whose heading says the unit. */
  count(id: string | null): string {
    const figure = this.get(id);
    if (!figure || figure.value === null) return '–';
    return `${figure.basis === 'projected' ? '~' : ''}${formatNumber(figure.value, 9)}`;
  }
}

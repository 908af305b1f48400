import type { CapacityPlan } from '../../../result/capacity-plan.ts';
import type { Figure } from '../../../result/figure.ts';
import { formatBytes, formatNumber, formatRatio, formatSeconds } from '../../../units/format.ts';

/** Units whose number needs no word beside it. */
const BARE: readonly string[] = ['factor', 'count', 'none'];
/** What is counted is shown in full. */
const COUNTED: readonly string[] = ['replicas', 'connections', 'pools', 'processes', 'workers', 'GPUs', 'users'];
const SINGULAR: Readonly<Record<string, string>> = {
  replicas: 'replica',
  connections: 'connection',
  pools: 'pool',
  processes: 'process',
  workers: 'worker',
  GPUs: 'GPU',
  cores: 'core',
  months: 'month',
  users: 'user',
  'requests/s': 'request/s',
};

/** A number in the unit of a figure: `260 requests/s`, `4 GB`, `30 %`, `3 replicas`. */
export function quantityText(value: number | null, unit: string): string {
  if (value === null) return '–';
  if (unit === 'bytes') return formatBytes(value);
  if (unit === 'bytes/s') return `${formatBytes(value)}/s`;
  if (unit === 'seconds') return formatSeconds(value);
  if (unit === 'ratio') return formatRatio(value);
  const number = formatNumber(value, COUNTED.includes(unit) && Number.isInteger(value) ? 9 : 3);
  if (BARE.includes(unit)) return number;
  return `${number} ${number === '1' ? (SINGULAR[unit] ?? unit) : unit}`;
}

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

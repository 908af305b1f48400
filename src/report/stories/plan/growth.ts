import type { CapacityPlan, PlannedGrowth } from '../../../result/capacity-plan.ts';
import { formatNumber } from '../../../units/format.ts';
import { columnsOf, type Table } from '../../blocks.ts';
import { capital } from '../../words.ts';
import type { Figures } from './quantity.ts';

/** How one quantity grows: a row a tier, a column a month, and what is to be said of it. */
export interface GrowthTable {
  readonly title: string;
  readonly table: Table;
  readonly says: readonly string[];
}

/** One table for each quantity: a row a tier, a column a month. */
export function growthTables({ growth }: CapacityPlan, figures: Figures): GrowthTable[] {
  const quantities = [...new Set(growth.map(titleOf))];
  return quantities.map((title) => {
    const all = growth.filter((one) => titleOf(one) === title);
    const months = [...new Set(all.flatMap(({ rows }) => rows.map(({ month }) => month)))].sort((a, b) => a - b);
    const heads = months.map((month) => (month === 0 ? 'Now' : `+${formatNumber(month)} months`));
    const rows = all.map(({ tier, rows: own }) => [
      tier ?? 'service',
      ...months.map((month) =>
        growthCell(
          own.find((row) => row.month === month),
          figures,
        ),
      ),
    ]);
    const says = all.flatMap(({ crossing, tier, basis, caveats }) => [
      ...(crossing ? [`${tier ?? 'the service'}: ${crossing.says}`] : []),
      ...(tier === null ? [basis] : []),
      ...caveats,
    ]);
    return { title, table: { columns: columnsOf(['Tier', ...heads]), rows }, says: [...new Set(says)] };
  });
}

function titleOf({ quantity, unit, rows }: PlannedGrowth): string {
  const replicas = rows.some(({ replicas: one }) => one !== null) ? '; replicas with headroom and failures' : '';
  const gpus = rows.some(({ gpus: one }) => one !== null) ? '; GPUs' : '';
  return `${capital(quantity)}${unit === quantity ? '' : `, ${unit}`}${replicas}${gpus}`;
}

function growthCell(row: PlannedGrowth['rows'][number] | undefined, figures: Figures): string {
  const figure = figures.get(row?.demand ?? null);
  if (!row || figure?.value == null) return '–';
  const mark = figure.basis === 'projected' ? '~' : '';
  const bounds =
    figure.lower === null || figure.upper === null
      ? ''
      : ` (${formatNumber(figure.lower)} to ${formatNumber(figure.upper)})`;
  const needed = row.replicas ?? row.gpus;
  const count = figures.value(needed) === null ? '' : `: ${figures.count(needed)}`;
  return `${mark}${formatNumber(figure.value)}${bounds}${count}`;
}

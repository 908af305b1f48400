import type { CapacityPlan } from '../../../result/capacity-plan.ts';
import { columnsOf, type Table } from '../../blocks.ts';
import type { Figures } from './quantity.ts';

type Demand = CapacityPlan['demands'][number];

const SHORT: Readonly<Record<string, string>> = {
  cpu_time: 'CPU time',
  cpu_rest: 'CPU of a replica at rest',
  memory_per_request: 'memory in flight',
  memory_base: 'memory of a replica at rest',
  database_time: 'time on a connection',
};

/** What a request takes of each resource, with its interval, and where that comes from. */
export function demandTable({ demands, runs }: CapacityPlan, figures: Figures): Table {
  const several = runs.filter(({ kind }) => kind !== null).length > 1;
  const told = demands.filter(
    ({ figure, source, measured, reason }) => figure !== null && (source ?? measured ?? reason) !== null,
  );
  return {
    columns: columnsOf(['Quantity', 'Taken', 'Interval', 'From'], {
      ...{ Taken: 'text', Interval: 'text', From: 'text' },
    }),
    rows: told.map((demand) => [
      SHORT[demand.figure ?? ''] ?? '',
      figures.text(demand.figure),
      figures.range(demand.figure) ?? '–',
      sourceOf(demand, several),
    ]),
  };
}

/** `monitor app (cpu)`; of several runs which one, too. */
function sourceOf({ source, measured }: Demand, several: boolean): string {
  if (source === null) return 'not measured';
  const by = measured && `monitor ${measured.monitor} (${measured.series})${several ? `, run ${measured.run}` : ''}`;
  if (source === 'measured') return by ?? '';
  return by ? `stated; measured by ${by}` : 'stated';
}

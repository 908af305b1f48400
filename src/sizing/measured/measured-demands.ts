import type { SizingSection } from '../../config/sizing-section.ts';
import type { Tier } from '../../config/tier.ts';
import type { CapacityPlan } from '../../result/capacity-plan.ts';
import type { MeasuredDemand, RequestDemand } from '../../result/monitors.ts';
import { formatBytes, formatSeconds } from '../../units/format.ts';
import type { Evidence } from './evidence.ts';

/** A quantity of the `plan:` that monitors may have measured, by the id of its figure. */
export type DemandId = 'cpu_time' | 'cpu_rest' | 'memory_per_request' | 'memory_base' | 'database_time';

/** Where it comes from, with its interval. */
export interface DemandFound extends MeasuredDemand {
  readonly run: string;
  readonly monitor: string;
  readonly series: string;
  /** The server counts less than the pool holds: what is stated may be more. */
  readonly least: boolean;
  readonly caveats: readonly string[];
}

/** What the runs' monitors say of a request. */
export interface MeasuredDemands {
  readonly found: ReadonlyMap<DemandId, DemandFound>;
  /** Why something was not measured, of what monitors tried to. */
  readonly reasons: ReadonlyMap<DemandId, string>;
  readonly caveats: readonly string[];
}

interface Wanted {
  readonly id: DemandId;
  readonly quantity: RequestDemand['quantity'];
  readonly what: 'perRequest' | 'atRest';
  readonly says: string;
  readonly text: (value: number) => string;
}

const WANTED: readonly Wanted[] = [
  { id: 'cpu_time', quantity: 'cpu', what: 'perRequest', says: 'CPU time of a request', text: formatSeconds },
  { id: 'cpu_rest', quantity: 'cpu', what: 'atRest', says: 'cores in use at rest', text: String },
  {
    id: 'memory_per_request',
    quantity: 'memory',
    what: 'perRequest',
    says: 'memory of a request in flight',
    text: formatBytes,
  },
  { id: 'memory_base', quantity: 'memory', what: 'atRest', says: 'memory of a replica at rest', text: formatBytes },
  {
    id: 'database_time',
    quantity: 'connections',
    what: 'perRequest',
    says: 'time a request holds a connection',
    text: formatSeconds,
  },
];

interface Deployed {
  readonly tiers: readonly Pick<Tier, 'name' | 'api'>[];
  readonly measuredReplicas: number | undefined;
}

/**
 * What a request takes, by the monitors of runs: those that the plan rests on, in their order. Of several monitors the
 * narrowest interval counts; of such as contradict each other the larger, with a caveat. A pool's own count goes before
 * the database's. Pure.
 */
export function measuredDemands(runs: readonly Evidence[], deployed: Deployed): MeasuredDemands {
  const found = new Map<DemandId, DemandFound>();
  const reasons = new Map<DemandId, string>();
  const caveats: string[] = [];
  for (const wanted of WANTED) {
    const all = runs.flatMap((run) =>
      run.demands.map((demand) => ({ run, demand, replicas: replicasOf(run, deployed) })),
    );
    const tried = all.filter(({ demand }) => demand.quantity === wanted.quantity);
    const usable = tried.flatMap((one) => partOf(one, wanted) ?? []);
    const pooled = usable.filter(({ least }) => !least);
    const best = chosenOf(pooled.length > 0 ? pooled : usable);
    if (best && (wanted.id !== 'cpu_rest' || best.taken.lower > 0)) {
      found.set(wanted.id, best.taken);
      if (wanted.what === 'perRequest')
        caveats.push(...best.taken.caveats.map((caveat) => `${wanted.says} (run ${best.taken.run}): ${caveat}`));
      if (best.others.length > 0 && wanted.what === 'perRequest')
        caveats.push(
          `${wanted.says}: ${said(best.taken, wanted)}, and ${best.others.map((other) => said(other, wanted)).join(', ')}: the larger is taken`,
        );
    } else if (tried.length > 0) reasons.set(wanted.id, [...new Set(tried.map(reasonOf))].join('; '));
  }
  return { found, reasons, caveats };
}

interface Tried {
  readonly run: Evidence;
  readonly demand: RequestDemand;
  /** Replicas that were measured. */
  readonly replicas: number;
}

/** As `enterUnit` takes it: where nobody says, the whole deployment is one. */
function replicasOf({ tier }: Evidence, { tiers, measuredReplicas }: Deployed): number {
  return measuredReplicas ?? tiers.find(({ name }) => name === tier)?.api?.replicas ?? 1;
}

/** What is at rest is that of one replica. Undefined of what cannot be told, or is of one replica among several. */
function partOf({ run, demand, replicas }: Tried, { what }: Wanted): DemandFound | undefined {
  const measured = demand[what];
  if (measured === null || (demand.of === 'replica' && replicas > 1)) return undefined;
  const share = what === 'atRest' ? 1 / replicas : 1;
  const { value, lower, upper } = measured;
  return {
    ...{ value: value * share, lower: lower * share, upper: upper * share },
    ...{
      run: run.run,
      monitor: demand.monitor,
      series: demand.series,
      least: demand.of === 'database',
      caveats: demand.caveats,
    },
  };
}

function reasonOf({ demand: { monitor, reason }, replicas }: Tried): string {
  return `monitor ${monitor}: ${reason ?? `it watches one of ${replicas} replicas; where it watches all of them, write \`watches: target\``}`;
}

function chosenOf(all: readonly DemandFound[]): { taken: DemandFound; others: readonly DemandFound[] } | undefined {
  const width = ({ value, lower, upper }: DemandFound) => (upper - lower) / Math.abs(value || 1);
  const [narrowest, ...others] = [...all].sort((a, b) => width(a) - width(b));
  if (!narrowest) return undefined;
  const against = others.filter(({ lower, upper }) => lower > narrowest.upper || upper < narrowest.lower);
  if (against.length === 0) return { taken: narrowest, others: [] };
  const [taken, ...rest] = [narrowest, ...against].sort((a, b) => b.value - a.value);
  return { taken: taken!, others: rest };
}

function said({ value, lower, upper, monitor, run }: DemandFound, { text }: Wanted): string {
  return `${text(value)} (${text(lower)} to ${text(upper)}; monitor ${monitor}, run ${run})`;
}

/** A stated number is rounded by whoever states it. */
const ROUNDED = 0.05;

/** What the configuration states and monitors measured otherwise. What is stated is used. */
export function againstStated({ found }: MeasuredDemands, { cpu, memory, database }: SizingSection): string[] {
  const stated = new Map<DemandId, readonly [key: string, value: number | undefined]>([
    ['cpu_time', ['plan.cpu.time', cpu?.time]],
    ['memory_per_request', ['plan.memory.perRequest', memory?.perRequest]],
    ['memory_base', ['plan.memory.base', memory?.base]],
    ['database_time', ['plan.database.time', database?.time]],
  ]);
  return WANTED.flatMap((wanted) => {
    const [key, value] = stated.get(wanted.id) ?? [];
    const measured = found.get(wanted.id);
    if (key === undefined || value === undefined || !measured) return [];
    const below = value < measured.lower - ROUNDED * measured.value;
    const above = !measured.least && value > measured.upper + ROUNDED * measured.value;
    if (!below && !above) return [];
    return [
      `${key} states ${wanted.text(value)}, and measured was ${said(measured, wanted)}: the two contradict each other, and what is stated is used`,
    ];
  });
}

/** Where each quantity comes from, for the plan. */
export function demandsOf(
  measured: MeasuredDemands,
  figures: (id: string) => { readonly basis: string; readonly value: number | null } | undefined,
): CapacityPlan['demands'] {
  return WANTED.flatMap(({ id }) => {
    const figure = figures(id);
    const { run, monitor, series, value, lower, upper } = measured.found.get(id) ?? {};
    const isMeasured = run !== undefined && monitor !== undefined && series !== undefined;
    if (!figure && !isMeasured) return [];
    return [
      {
        figure: figure ? id : null,
        source:
          figure && figure.value !== null
            ? figure.basis === 'measured'
              ? ('measured' as const)
              : ('stated' as const)
            : null,
        measured: isMeasured ? { run, monitor, series, value: value!, lower: lower!, upper: upper! } : null,
        reason: measured.reasons.get(id) ?? null,
      },
    ];
  });
}

import { gpuHoursIn } from '../config/growth/names.ts';
import type { GrowthSection } from '../config/growth/section.ts';
import type { SizingSection } from '../config/sizing-section.ts';
import type { Tier } from '../config/tier.ts';
import type { CapacityPlan } from '../result/capacity-plan.ts';
import type { Ledger, Words } from './ledger.ts';
import type { DemandFound, MeasuredDemands } from './measured/measured-demands.ts';

/**
 * What was said on how to plan: flags over the `plan:` of the configuration. Shares as ratios, the horizon in months.
 */
export interface SizingSettings extends SizingSection {
  readonly horizon?: number | undefined;
}

export const DEFAULT_HORIZON = 12;

type Asked = CapacityPlan['asked'][number];

interface Setting extends Words {
  readonly id: string;
  readonly key: string;
  readonly stated: number | undefined;
  /** What is taken when it is not stated; undefined: nothing can be. */
  readonly otherwise?: number;
  /** Why it matters. */
  readonly why: string;
}

/**
 * Enters what holds for the whole plan as figures: stated, else measured, or assumed where there is a usual value, or not
 * known. Returns what was neither said nor measured, so that it is asked for.
 */
export function enterSettings(
  ledger: Ledger,
  said: SizingSettings,
  tiers: readonly Pick<Tier, 'api'>[],
  growth: GrowthSection,
  measured: MeasuredDemands = NOT_MEASURED,
): Asked[] {
  const bandwidth = tiers.some(({ api }) => api?.network !== undefined);
  const gpuHours = Object.entries(growth).some(
    ([name, { unit = '' }]) => (gpuHoursIn(name) ?? gpuHoursIn(unit))?.seconds !== undefined,
  );
  const settings = [
    ...settingsOf(said),
    ...(tiers.some(({ api }) => api?.workers !== undefined) ? [ofProcesses(said)] : []),
    ...(bandwidth ? [ofNetwork(said)] : []),
    ...ofModel(said),
    ...(gpuHours ? [ofGpuHours(said)] : []),
  ];
  const found = measured.found as ReadonlyMap<string, DemandFound>;
  const rest = found.get('cpu_rest');
  if (rest && said.cpu?.time === undefined)
    ledger.input('cpu_rest', 'measured', rest, {
      says: 'cores that a replica uses at rest',
      unit: 'cores',
      note: sourceOf(rest),
    });
  return settings.flatMap(({ id, key, stated, otherwise, why, ...words }) => {
    const own = found.get(id);
    if (stated === undefined && own) {
      ledger.input(id, 'measured', own, { ...words, note: sourceOf(own) });
      return [];
    }
    if (stated !== undefined) ledger.input(id, 'stated', { value: stated }, words);
    else if (otherwise !== undefined)
      ledger.input(id, 'assumed', { value: otherwise }, { ...words, note: `not stated: ${key}` });
    else ledger.input(id, 'stated', { value: null }, { ...words, note: `state it: ${key}` });
    if (stated !== undefined) return [];
    const reason = (measured.reasons as ReadonlyMap<string, string>).get(id);
    const says = reason === undefined ? why : `${why}; not measured: ${reason}`;
    return [{ key, says, assumed: otherwise === undefined ? null : id }];
  });
}

const NOT_MEASURED: MeasuredDemands = { found: new Map(), reasons: new Map(), caveats: [] };

/** `measured by monitor app (cpu) in run …` */
function sourceOf({ monitor, series, run }: DemandFound): string {
  return `measured by monitor ${monitor} (${series}) in run ${run}`;
}

/**
 * The usual values: the scaling guide and the runbook scale at 70 % CPU, the thresholds guide warns at 80 % of memory
 * and of a pool.
 */
function settingsOf({ peak, headroom, failures, imbalance, cpu, memory, database }: SizingSettings): Setting[] {
  return [
    {
      id: 'peak_over_mean',
      key: 'plan.peak (--peak)',
      stated: peak,
      otherwise: 1,
      says: 'peak over mean',
      unit: 'factor',
      why: 'without it the rates of the tiers are taken as those of their busiest minutes',
    },
    {
      id: 'headroom',
      key: 'plan.headroom (--headroom)',
      stated: headroom,
      otherwise: 0.3,
      says: 'headroom beyond the peak',
      unit: 'ratio',
      why: 'load that comes before more replicas can',
    },
    {
      id: 'failures',
      key: 'plan.failures (--failures)',
      stated: failures,
      otherwise: 1,
      says: 'replicas that may fail',
      unit: 'replicas',
      why: 'so many replicas may be lost at the peak',
    },
    {
      id: 'imbalance',
      key: 'plan.imbalance',
      stated: imbalance,
      otherwise: 0.1,
      says: 'what the busiest replica gets beyond the mean',
      unit: 'ratio',
      why: 'no balancer splits evenly; compare the request counts of the replicas',
    },
    {
      id: 'cpu_time',
      key: 'plan.cpu.time',
      stated: cpu?.time,
      says: 'CPU time of one request',
      unit: 'seconds',
      why: 'CPU seconds of all replicas over a run, divided by its requests: gives the cores',
    },
    {
      id: 'cpu_utilization',
      key: 'plan.cpu.utilization',
      stated: cpu?.utilization,
      otherwise: 0.7,
      says: 'share of the cores in use at the peak',
      unit: 'ratio',
      why: 'what an autoscaler aims at',
    },
    {
      id: 'memory_per_request',
      key: 'plan.memory.perRequest',
      stated: memory?.perRequest,
      says: 'memory of one request in flight',
      unit: 'bytes',
      why: 'memory under load less memory at rest, divided by what is in flight: gives the memory',
    },
    {
      id: 'memory_base',
      key: 'plan.memory.base',
      stated: memory?.base,
      says: 'memory of a replica at rest',
      unit: 'bytes',
      why: 'what one replica takes that serves nothing',
    },
    {
      id: 'memory_utilization',
      key: 'plan.memory.utilization',
      stated: memory?.utilization,
      otherwise: 0.8,
      says: 'share of its memory that a replica may use at the peak',
      unit: 'ratio',
      why: 'what is left is for what nobody foresaw',
    },
    {
      id: 'database_time',
      key: 'plan.database.time',
      stated: database?.time,
      says: 'time a request holds a database connection',
      unit: 'seconds',
      why: 'query time of a request, all its queries together: gives the connections',
    },
    {
      id: 'pool_utilization',
      key: 'plan.database.utilization',
      stated: database?.utilization,
      otherwise: 0.8,
      says: 'share of the pool in use at the peak',
      unit: 'ratio',
      why: 'beyond it requests begin to wait for a connection',
    },
  ];
}

/** The growth guide: "workers: 4 # 2-4 x CPU cores" of Gunicorn. */
function ofProcesses({ workers }: SizingSettings): Setting {
  return {
    id: 'workers_per_core',
    key: 'plan.workers.perCore',
    stated: workers?.perCore,
    otherwise: 4,
    says: 'most worker processes for each core',
    unit: 'processes',
    why: 'more of them only take turns',
  };
}

function ofNetwork({ network }: SizingSettings): Setting {
  return {
    id: 'network_utilization',
    key: 'plan.network.utilization',
    stated: network?.utilization,
    otherwise: 0.7,
    says: 'share of the bandwidth in use at the peak',
    unit: 'ratio',
    why: 'beyond it answers wait for the line',
  };
}

function ofGpuHours({ gpu }: SizingSettings): Setting {
  return {
    id: 'gpu_utilization',
    key: 'plan.gpu.utilization',
    stated: gpu?.utilization,
    otherwise: 0.7,
    says: 'share of the time in which a GPU works',
    unit: 'ratio',
    why: 'GPU hours over the hours of the period, divided by it, are the GPUs',
  };
}

function ofModel({ gpu }: SizingSettings): Setting[] {
  if (!gpu) return [];
  const { modelMemory, memory, replicas } = gpu;
  const all: Setting[] = [
    { id: 'model_memory', key: '', stated: modelMemory, says: 'GPU memory of the model', unit: 'bytes', why: '' },
    { id: 'gpu_memory', key: '', stated: memory, says: 'memory of one GPU', unit: 'bytes', why: '' },
    { id: 'model_replicas', key: '', stated: replicas, says: 'replicas of the model', unit: 'replicas', why: '' },
  ];
  return all.filter(({ stated }) => stated !== undefined);
}

import { wholeUp } from '../../stats/whole.ts';
import type { HpaInput } from './input.ts';
import type { HpaSettings } from './settings.ts';
import type { Known, Sheet } from './sheet.ts';

/** What the settings come to under the load. null: an ingredient is not known. Rates in requests/s. */
export interface HpaUnderLoad {
  /** The highest utilisation of its request that the cores of a pod allow. */
  readonly most: Known | null;
  /** Utilisation of a replica at its capacity. */
  readonly full: Known | null;
  /** What the least number of replicas carries at once; what it can still take at the threshold. */
  readonly burst: Known | null;
  readonly reserve: Known | null;
  /** The steepest rise that it can follow, requests/s per second. */
  readonly follows: Known | null;
  /** By how much the load rises until new pods serve. */
  readonly rises: Known | null;
  /** The highest target at which new replicas are in time. */
  readonly safeTarget: Known | null;
  /** Replicas that it wants at the peak. */
  readonly desired: Known | null;
  /** Nodes that the most replicas take, and the most there are. */
  readonly nodes: Known | null;
  readonly nodesMax: Known | null;
}

/** Writes down what the settings come to. */
export function hpaUnderLoad(input: HpaInput, settings: HpaSettings, sheet: Sheet): HpaUnderLoad {
  const { request, cores, cpuPerRequest: cpu, capacity, peak, rules } = input;
  const ramp = rampOf(rules, sheet);
  const { target, tolerance, above, min, lag } = settings;
  const known = request && cpu ? { request, cpu } : null;
  const most =
    request && cores
      ? sheet.computed(
          'most',
          'utilisation of its request that the cores of a pod allow',
          'ratio',
          cores.value / request.value,
          `${cores.id} / ${request.id}`,
        )
      : null;
  const full =
    known && capacity
      ? sheet.computed(
          'full',
          'utilisation of a replica at its capacity',
          'ratio',
          (capacity.value * known.cpu.value) / known.request.value,
          `${capacity.id} * ${known.cpu.id} / ${known.request.id}`,
          [capacity],
        )
      : null;
  const burst =
    capacity &&
    sheet.computed(
      'burst',
      'rate that the least number of replicas carries',
      'requests/s',
      min.value * capacity.value,
      `${min.id} * ${capacity.id}`,
      [capacity],
    );
  const reserve =
    full &&
    burst &&
    sheet.computed(
      'reserve',
      'rate that it can still take at the threshold',
      'requests/s',
      burst.value * (1 - above.value / full.value),
      `${burst.id} * (1 - ${above.id} / ${full.id})`,
      [full],
    );
  const follows =
    reserve &&
    sheet.computed(
      'follows',
      'steepest rise of the load that it can follow',
      'requests/s per second',
      Math.max(0, reserve.value) / lag.value,
      `max(0, ${reserve.id}) / ${lag.id}`,
      [reserve],
    );
  const rises =
    ramp &&
    sheet.computed(
      'rises',
      'rise of the load until new pods serve',
      'requests/s',
      ramp.value * lag.value,
      `${ramp.id} * ${lag.id}`,
      [ramp],
    );
  const safeTarget =
    full &&
    rises &&
    burst &&
    sheet.computed(
      'safe_target',
      'highest target at which new pods are in time',
      'ratio',
      (full.value * Math.max(0, 1 - rises.value / burst.value)) / (1 + tolerance.value),
      `${full.id} * max(0, 1 - ${rises.id} / ${burst.id}) / (1 + ${tolerance.id})`,
      [full, rises],
    );
  const desired =
    known && peak
      ? sheet.computed(
          'desired',
          'replicas that are wanted at the peak',
          'replicas',
          wholeUp((peak.value * known.cpu.value) / known.request.value / target.value),
          `ceil(${peak.id} * ${known.cpu.id} / ${known.request.id} / ${target.id})`,
          [peak],
        )
      : null;
  return { most, full, burst, reserve, follows, rises, safeTarget, desired, ...nodesOf(input, settings, sheet) };
}

/** How fast the load rises at its steepest, requests/s per second; null where nobody said. */
function rampOf({ ramp }: HpaInput['rules'], sheet: Sheet): Known | null {
  if (!ramp) return null;
  const by = sheet.stated('ramp_by', 'rise of the load at its steepest', ramp.by, 'requests/s');
  const within = sheet.stated('ramp_within', 'time in which it rises so', ramp.within, 'seconds');
  const says = 'rise of the load at its steepest, each second';
  return sheet.computed('ramp', says, 'requests/s per second', by.value / within.value, `${by.id} / ${within.id}`);
}

/** Nodes that the most replicas take: ceil(most × request / (cores of a node × the share that may be used)). */
function nodesOf(
  { rules, request }: HpaInput,
  { max }: HpaSettings,
  sheet: Sheet,
): Pick<HpaUnderLoad, 'nodes' | 'nodesMax'> {
  if (!rules.nodes) return { nodes: null, nodesMax: null };
  const nodesMax = sheet.stated('nodes_max', 'nodes at most', rules.nodes.max, 'nodes');
  if (rules.nodes.cpu === undefined || !request) return { nodes: null, nodesMax };
  const cores = sheet.stated('node_cpu', 'cores of a node', rules.nodes.cpu, 'cores');
  const share = sheet.setting(
    'node_share',
    'share of a node that may be used',
    rules.nodes.up?.above,
    1,
    'ratio',
    'nobody said',
  );
  const nodes = sheet.computed(
    'nodes',
    'nodes that the most replicas take',
    'nodes',
    wholeUp((max.value * request.value) / (cores.value * share.value)),
    `ceil(${max.id} * ${request.id} / (${cores.id} * ${share.id}))`,
  );
  return { nodes, nodesMax };
}

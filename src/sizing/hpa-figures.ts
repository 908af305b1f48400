import type { Figure } from '../result/figure.ts';
import { wholeUp } from '../stats/whole.ts';
import type { HpaInput, Known } from './hpa.ts';
import { KUBERNETES } from './hpa-rule.ts';

/** Assumed where nobody said. The guides' own rules: above 70 %, 2 to 20 replicas. */
const ASSUMED = { target: 0.7, min: 2, max: 20, downWindow: 300, podStart: 60 } as const;

/** The numbers of the advice by their part in it; `all` in the order in which each is computed. */
export interface HpaFigures {
  readonly all: readonly Figure[];
  readonly target: Known;
  readonly tolerance: Known;
  readonly min: Known;
  readonly max: Known;
  readonly upWindow: Known;
  readonly downWindow: Known;
  readonly metricsAge: Known;
  readonly sync: Known;
  readonly podStart: Known;
  /** The utilisation above which it adds, and below which it removes. */
  readonly above: Known;
  readonly shrinks: Known;
  /** From the threshold passed until new pods serve, seconds. */
  readonly lag: Known;
  /** The rules' own threshold for removing, and the tolerance that would mean it. */
  readonly down: Known | null;
  readonly downTolerance: Known | null;
  /** Utilisation of the least number of replicas after one was removed at that threshold. */
  readonly afterRemoval: Known | null;
  /** Utilisation of a replica at its capacity. */
  readonly full: Known | null;
  /** What the least number of replicas carries at once; what it can still take at the threshold. */
  readonly burst: Known | null;
  readonly reserve: Known | null;
  /** The steepest rise that it can follow, requests/s per second. */
  readonly follows: Known | null;
  /** By how much the load rises during the lag. */
  readonly rises: Known | null;
  /** The highest target at which new replicas are in time. */
  readonly safeTarget: Known | null;
  /** Replicas that it wants at the peak. */
  readonly desired: Known | null;
  readonly nodes: Known | null;
  readonly nodesMax: Known | null;
}

/** The arithmetic of the advice. */
export function hpaFigures(input: HpaInput): HpaFigures {
  const { rules, request, cpuPerRequest, capacity, peak, ramp, prefix = '' } = input;
  const all: Figure[] = [];
  const given = [request, cpuPerRequest, capacity, peak, ramp].filter((one) => one !== null);
  const add = (part: string, says: string, value: number, unit: string, rest: Partial<Figure>): Known => {
    const blank = { lower: null, upper: null, expression: null, note: null };
    const figure = { ...blank, id: `${prefix}hpa_${part}`, says, unit, basis: 'computed' as const, ...rest, value };
    all.push(figure);
    return figure;
  };
  const input_ = (
    part: string,
    says: string,
    stated: number | undefined,
    otherwise: number,
    unit: string,
    note: string | null = null,
  ) =>
    add(part, says, stated ?? otherwise, unit, {
      basis: stated === undefined ? 'assumed' : 'stated',
      note: stated === undefined ? note : null,
    });
  const computed = (part: string, says: string, value: number, unit: string, expression: string) =>
    add(part, says, value, unit, { expression, basis: projected(given) ? 'projected' : 'computed' });

  const target = input_(
    'target',
    'CPU utilisation that is aimed at, of the request',
    rules.up?.above,
    ASSUMED.target,
    'ratio',
  );
  const tolerance = input_(
    'tolerance',
    'deviation from the target that is let pass',
    undefined,
    KUBERNETES.tolerance,
    'ratio',
    'the default of Kubernetes',
  );
  const min = input_('min', 'replicas at least', rules.replicas?.min, ASSUMED.min, 'replicas');
  const max = input_('max', 'replicas at most', rules.replicas?.max, ASSUMED.max, 'replicas', 'unless approved');
  const upWindow = input_(
    'up_window',
    'how long the utilisation must be too high',
    rules.up?.for,
    0,
    'seconds',
    'the default of Kubernetes',
  );
  const downWindow = input_(
    'down_window',
    'how long it must be too low',
    rules.down?.for,
    ASSUMED.downWindow,
    'seconds',
    'the default of Kubernetes',
  );
  const metricsAge = input_(
    'metrics_age',
    'age of a utilisation when it is read',
    undefined,
    KUBERNETES.metricsAge,
    'seconds',
    'metrics-server as it is shipped',
  );
  const sync = input_(
    'sync',
    'time between two looks of the autoscaler',
    undefined,
    KUBERNETES.syncPeriod,
    'seconds',
    'the default of Kubernetes',
  );
  const podStart = input_(
    'pod_start',
    'from the order of a pod until it serves',
    rules.podStart,
    ASSUMED.podStart,
    'seconds',
    'measure it',
  );

  const above = computed(
    'above',
    'utilisation above which replicas are added',
    target.value * (1 + tolerance.value),
    'ratio',
    `${target.id} * (1 + ${tolerance.id})`,
  );
  const shrinks = computed(
    'shrinks',
    'utilisation below which replicas are removed',
    target.value * (1 - tolerance.value),
    'ratio',
    `${target.id} * (1 - ${tolerance.id})`,
  );
  const lag = computed(
    'lag',
    'from the threshold passed until new pods serve',
    metricsAge.value + sync.value + upWindow.value + podStart.value,
    'seconds',
    `${metricsAge.id} + ${sync.id} + ${upWindow.id} + ${podStart.id}`,
  );
  const down = rules.down
    ? add('down', 'utilisation below which fewer are wanted', rules.down.below, 'ratio', { basis: 'stated' })
    : null;
  const downTolerance =
    down &&
    computed(
      'down_tolerance',
      'tolerance of scaling down that means it',
      1 - down.value / target.value,
      'ratio',
      `1 - ${down.id} / ${target.id}`,
    );
  const afterRemoval =
    down &&
    computed(
      'after_removal',
      'utilisation after one replica of the least and one more was removed',
      (down.value * (min.value + 1)) / min.value,
      'ratio',
      `${down.id} * (${min.id} + 1) / ${min.id}`,
    );

  const known = request && cpuPerRequest;
  const full =
    known &&
    capacity &&
    computed(
      'full',
      'utilisation of a replica at its capacity',
      (capacity.value * cpuPerRequest.value) / request.value,
      'ratio',
      `${capacity.id} * ${cpuPerRequest.id} / ${request.id}`,
    );
  const burst =
    capacity &&
    computed(
      'burst',
      'rate that the least number of replicas carries',
      min.value * capacity.value,
      'requests/s',
      `${min.id} * ${capacity.id}`,
    );
  const reserve =
    full &&
    capacity &&
    computed(
      'reserve',
      'rate that the least number of replicas can still take at the threshold',
      min.value * capacity.value * (1 - above.value / full.value),
      'requests/s',
      `${min.id} * ${capacity.id} * (1 - ${above.id} / ${full.id})`,
    );
  const follows =
    reserve &&
    computed(
      'follows',
      'steepest rise of the load that it can follow',
      Math.max(0, reserve.value) / lag.value,
      'requests/s per second',
      `max(0, ${reserve.id}) / ${lag.id}`,
    );
  const rises =
    ramp &&
    computed(
      'rises',
      'rise of the load until new pods serve',
      ramp.value * lag.value,
      'requests/s',
      `${ramp.id} * ${lag.id}`,
    );
  const safeTarget =
    full &&
    rises &&
    burst &&
    computed(
      'safe_target',
      'highest target at which new pods are in time',
      (full.value * Math.max(0, 1 - rises.value / burst.value)) / (1 + tolerance.value),
      'ratio',
      `${full.id} * max(0, 1 - ${rises.id} / ${burst.id}) / (1 + ${tolerance.id})`,
    );
  const desired =
    known &&
    peak &&
    computed(
      'desired',
      'replicas that are wanted at the peak',
      wholeUp((peak.value * cpuPerRequest.value) / request.value / target.value),
      'replicas',
      `ceil(${peak.id} * ${cpuPerRequest.id} / ${request.id} / ${target.id})`,
    );

  const { nodes: nodeRules } = rules;
  const nodesMax = nodeRules ? add('nodes_max', 'nodes at most', nodeRules.max, 'nodes', { basis: 'stated' }) : null;
  const nodeCpu =
    nodeRules?.cpu === undefined
      ? null
      : add('node_cpu', 'cores of a node', nodeRules.cpu, 'cores', { basis: 'stated' });
  const nodeShare =
    nodeCpu &&
    add('node_share', 'share of a node that may be used', nodeRules?.up?.above ?? 1, 'ratio', {
      basis: nodeRules?.up ? 'stated' : 'assumed',
    });
  const nodes =
    nodeCpu &&
    nodeShare &&
    request &&
    computed(
      'nodes',
      'nodes that the most replicas take',
      wholeUp((max.value * request.value) / (nodeCpu.value * nodeShare.value)),
      'nodes',
      `ceil(${max.id} * ${request.id} / (${nodeCpu.id} * ${nodeShare.id}))`,
    );
  return {
    all,
    target,
    tolerance,
    min,
    max,
    upWindow,
    downWindow,
    metricsAge,
    sync,
    podStart,
    above,
    shrinks,
    lag,
    down,
    downTolerance,
    afterRemoval,
    full,
    burst,
    reserve,
    follows,
    rises,
    safeTarget,
    desired,
    nodes,
    nodesMax,
  };
}

function projected(given: readonly Figure[]): boolean {
  return given.some(({ basis }) => basis === 'projected');
}

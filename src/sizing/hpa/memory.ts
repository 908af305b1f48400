import type { HpaSection } from '../../config/hpa.ts';
import { wholeUp } from '../../stats/whole.ts';
import { formatBytes } from '../../units/format.ts';
import type { HpaInput } from './input.ts';
import type { HpaSettings } from './settings.ts';
import type { Known, Sheet } from './sheet.ts';
import { countText, percentText, rateText, replicasOf } from './words.ts';

/** Memory under the autoscaler. null: an ingredient is not known. Rates in requests/s of one pod. */
export interface HpaMemory {
  /** The rate at which a pod has used as much memory as it may. */
  readonly fills: Known | null;
  /** The rate at which the CPU passes the threshold, so that a pod is added. */
  readonly acts: Known | null;
  /** As `hpa.memory` states: the target, and the memory above which a pod is added. */
  readonly target: Known | null;
  readonly above: Known | null;
  /** Replicas that are wanted at the peak for memory; null also where a pod at rest is above the target. */
  readonly desired: Known | null;
}

/** Writes down what the load does to the memory of a pod. */
export function hpaMemory(
  { rules, request, cpuPerRequest: cpu, peak, memory }: HpaInput,
  { above, tolerance }: HpaSettings,
  sheet: Sheet,
): HpaMemory {
  const { pod, base, perRequest, response, ceiling } = memory;
  const each = base && perRequest && response ? { base, perRequest, response } : null;
  const fills =
    each &&
    pod &&
    ceiling &&
    sheet.computed(
      'memory_fills',
      'rate of one pod at which its memory is used as far as it may',
      'requests/s',
      (pod.value * ceiling.value - each.base.value) / (each.perRequest.value * each.response.value),
      `(${pod.id} * ${ceiling.id} - ${each.base.id}) / (${each.perRequest.id} * ${each.response.id})`,
    );
  const acts =
    fills &&
    request &&
    cpu &&
    sheet.computed(
      'cpu_acts',
      'rate of one pod at which the CPU passes the threshold',
      'requests/s',
      (above.value * request.value) / cpu.value,
      `${above.id} * ${request.id} / ${cpu.id}`,
    );
  if (!rules.memory) return { fills, acts, target: null, above: null, desired: null };
  const asked = sheet.stated('memory_request', 'memory request of a pod', rules.memory.request, 'bytes');
  const target = sheet.stated('memory_target', 'memory that is aimed at, of the request', rules.memory.above, 'ratio');
  const over = sheet.computed(
    'memory_above',
    'memory of a pod above which replicas are added',
    'bytes',
    asked.value * target.value * (1 + tolerance.value),
    `${asked.id} * ${target.id} * (1 + ${tolerance.id})`,
  );
  const free = each ? target.value * asked.value - each.base.value : 0;
  const desired =
    each && peak && free > 0
      ? sheet.computed(
          'memory_desired',
          'replicas that are wanted at the peak for memory',
          'replicas',
          wholeUp((peak.value * each.response.value * each.perRequest.value) / free),
          `ceil(${peak.id} * ${each.response.id} * ${each.perRequest.id} / (${target.id} * ${asked.id} - ${each.base.id}))`,
          [peak],
        )
      : null;
  return { fills, acts, target, above: over, desired };
}

/** What it does for memory. */
export function memorySentences({ memory: { base }, replicas }: HpaInput, found: HpaMemory, most: Known): string[] {
  const { target, above, desired } = found;
  if (!target || !above) return [];
  const acts = `It also adds replicas above ${formatBytes(above.value)} of memory in a pod: the target of ${percentText(target.value)} of the request and its tolerance.`;
  if (base && base.value >= above.value)
    return [
      acts,
      `A pod at rest takes ${formatBytes(base.value)}: it adds replicas up to the maximum whatever the load is. Raise the request or the target.`,
    ];
  if (!desired) return [acts];
  const stops = desired.value > most.value ? ` and gets ${countText(most.value)}` : '';
  const planned = replicas ? `; the plan finds ${countText(replicas.value)}` : '';
  return [acts, `For memory it wants ${replicasOf(desired.value)} at the peak${stops}${planned}.`];
}

/** Where memory gives way and the autoscaler does not look, and what it cannot do about memory. */
export function memoryCaveats({ memory: { pod, ceiling } }: HpaInput, found: HpaMemory): string[] {
  const { fills, acts, above } = found;
  if (above)
    return [
      ...(pod && above.value >= pod.value
        ? [
            `it adds replicas for memory above ${formatBytes(above.value)}, and a pod has ${formatBytes(pod.value)}: it is killed before`,
          ]
        : []),
      'many runtimes keep the memory that they once took: then replicas that were added for memory are not removed',
    ];
  if (!fills || !ceiling) return [];
  const used = `a pod has used ${percentText(ceiling.value)} of its memory at ${rateText(Math.max(0, fills.value))}`;
  if (!acts) return [`nothing is added for memory, and ${used}: write hpa.memory`];
  if (fills.value >= acts.value) return [];
  return [
    `memory gives way before this autoscaler acts: ${used}, and it looks at the CPU alone, which passes the threshold at ${rateText(acts.value)}: write hpa.memory`,
  ];
}

/** What is asked of metrics that an adapter serves. */
export function metricSentences({ metrics = [] }: HpaSection): string[] {
  return metrics.map(({ name, average, from }) =>
    from === 'pods'
      ? `It also adds replicas while the mean of ${name} over the pods is above ${countText(average)}.`
      : `It also adds replicas while ${name} is above ${countText(average)} for each pod.`,
  );
}

/** What such metrics rest on. */
export function metricCaveats({ metrics = [], memory }: HpaSection): string[] {
  return [
    ...(metrics.length > 0
      ? [
          `${metrics.map(({ name }) => name).join(', ')}: an adapter in the cluster (Prometheus adapter, KEDA) must serve it; what it is at the load here was not measured`,
        ]
      : []),
    ...(metrics.length > 0 || memory ? ['of several metrics the one that wants the most replicas counts'] : []),
  ];
}

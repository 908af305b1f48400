import { formatSpan } from '../../units/format.ts';
import type { HpaFigures } from './figures.ts';
import type { HpaInput } from './input.ts';
import { memorySentences, metricSentences } from './memory.ts';
import { coresOf, countText, percentText, rateText, replicasOf, wholePercent } from './words.ts';

/** What the autoscaler does under this load, a finding each. */
export function hpaSentences(input: HpaInput, found: HpaFigures): readonly string[] {
  return [
    ...threshold(input, found),
    ...memorySentences(input, found.memory, found.max),
    ...metricSentences(input.rules),
    ...(found.min.value < found.max.value ? lagged(found) : []),
    ...sized(input, found),
    ...(found.min.value < found.max.value ? flapping(found) : []),
  ];
}

/** At which utilisation it acts, and whether the objectives still hold there. */
function threshold(
  { cores, request }: HpaInput,
  { target, above, min, max, most, safeTarget, full, reserve, rises }: HpaFigures,
): string[] {
  if (min.value === max.value)
    return [`Its least and its most are both ${replicasOf(min.value)}: it neither adds nor removes any.`];
  const acts = `It adds replicas above ${percentText(above.value)} of the CPU request: the target of ${percentText(target.value)} and its tolerance.`;
  if (request && cores && request.value > cores.value)
    return [
      acts,
      `A pod requests ${coresOf(request.value)} and has ${countText(cores.value)}: Kubernetes takes no request above the limit. Lower hpa.request, or raise its cores.`,
    ];
  if (cores && most && most.value <= above.value)
    return [
      acts,
      `A pod of ${coresOf(cores.value)} uses ${percentText(most.value)} of its request at most, so that nothing is ever added. Lower the target, or raise its cores.`,
    ];
  if (!full) return [acts];
  const capacity = `One replica reaches its capacity at ${percentText(full.value)} of its request`;
  if (full.value <= above.value)
    return [acts, `${capacity}, so the objectives break before anything is added. Lower the request or the target.`];
  const safe = safeTarget
    ? `; ${inTime(safeTarget.value, most?.value ?? Number.POSITIVE_INFINITY, above.value / target.value)}`
    : '';
  const early = full.value > 2 * above.value && !(rises && reserve && rises.value > reserve.value);
  const small = ' The request is small for what a pod can do: replicas are added long before they are needed.';
  return [acts, `${capacity}${safe}.${early ? small : ''}`];
}

/** The highest target that is in time: in whole per cent, and such that the cores of a pod reach it. */
function inTime(safe: number, most: number, beyond: number): string {
  const target = Math.min(safe, most / beyond - 0.01);
  return target < 0.01 ? 'no target would be in time' : `a target of up to ${wholePercent(target)} would be in time`;
}

/** Whether the load outgrows the replicas before new ones are there. */
function lagged(found: HpaFigures): string[] {
  const { lag, metricsAge, sync, upWindow, podStart, reserve, follows, rises, burst } = found;
  const parts = [
    `${formatSpan(metricsAge.value)} until the utilisation is read`,
    `${formatSpan(sync.value)} until it is looked at`,
    ...(upWindow.value > 0 ? [`${formatSpan(upWindow.value)} in which it must last`] : []),
    `${formatSpan(podStart.value)} until a pod serves`,
  ];
  const sentences = [
    `New replicas serve ${formatSpan(lag.value)} after the load has passed the threshold: ${parts.join(', ')}.`,
  ];
  if (burst)
    sentences.push(
      `The least number of replicas carries ${rateText(burst.value)} at once; what comes suddenly and is more needs a higher minimum.`,
    );
  if (!reserve || !follows || reserve.value <= 0) return sentences;
  sentences.push(
    `At the threshold it can take ${rateText(reserve.value)} more, and so follows a load that rises by up to ${rateText(follows.value)} each second.`,
  );
  if (!rises) return sentences;
  const rise = `At its steepest the load rises by ${rateText(rises.value)} until new replicas serve`;
  if (rises.value <= reserve.value) return [...sentences, `${rise}: the replicas keep up.`];
  const remedy =
    upWindow.value > 0 ? 'a shorter `for`, a lower target or a higher minimum' : 'a lower target or a higher minimum';
  return [...sentences, `${rise}: it outgrows the replicas before they do. Remedies: ${remedy}.`];
}

/** How many it comes to, beside what the plan finds and what the nodes hold. */
function sized({ replicas }: HpaInput, { desired, min, max, nodes, nodesMax }: HpaFigures): string[] {
  const sentences: string[] = [];
  if (desired) {
    const planned = replicas ? `; the plan finds ${countText(replicas.value)}` : '';
    const stops = desired.value > max.value ? ` and gets ${countText(max.value)}` : '';
    const keeps = desired.value < min.value ? ` and keeps its least, ${countText(min.value)}` : '';
    sentences.push(`At the peak it wants ${replicasOf(desired.value)}${stops}${keeps}${planned}.`);
    if (replicas && Math.max(desired.value, min.value) < replicas.value)
      sentences.push(
        `It does not know of headroom, failures and queues: ${replicas.value > max.value ? 'raise its maximum, and then ' : ''}raise its minimum or lower its target.`,
      );
    if (replicas && min.value > replicas.value)
      sentences.push(`Its least, ${countText(min.value)}, is more than the peak with headroom and failures takes.`);
    if (replicas && desired.value > replicas.value)
      sentences.push(
        'It counts by the CPU request, which is less than what a replica may use: raise the request or the target.',
      );
  }
  if (!nodes) return sentences;
  const beyond =
    nodesMax && nodes.value > nodesMax.value ? `, and the cluster has ${countText(nodesMax.value)} at most` : '';
  const needed = `${countText(nodes.value)} ${nodes.value === 1 ? 'node' : 'nodes'}`;
  return [...sentences, `${countText(max.value)} replicas request as much CPU as ${needed} may give${beyond}.`];
}

function flapping({ afterRemoval, above, down, min, shrinks }: HpaFigures): string[] {
  const falls = `Replicas are removed once the utilisation is below ${percentText(shrinks.value)}, as many as keep it at the target.`;
  if (!afterRemoval || !down) return [falls];
  const flaps = afterRemoval.value > above.value;
  return [
    falls,
    `By the rule "below ${percentText(down.value)}", going from ${min.value + 1} to ${min.value} replicas would leave ${percentText(afterRemoval.value)}: ${flaps ? 'above the threshold, so that it would be added again at once (flapping)' : 'no flapping'}.`,
  ];
}

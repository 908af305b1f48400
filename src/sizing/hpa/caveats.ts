import { formatNumber, formatSpan } from '../../units/format.ts';
import type { HpaFigures } from './figures.ts';
import type { HpaInput } from './input.ts';
import { memoryCaveats, metricCaveats } from './memory.ts';
import { ASSUMED } from './settings.ts';
import { coresOf, countText, percentText, wholePercent } from './words.ts';

/** What is asked for, and what the rules want that Kubernetes does not do. */
export function hpaCaveats(input: HpaInput, found: HpaFigures): readonly string[] {
  return [
    ...asked(input),
    ...memoryCaveats(input, found.memory),
    ...size(input),
    ...limits(input, found),
    ...metricCaveats(input.rules),
  ];
}

/** What is not known, and how to come by it. */
function asked({ request, cpuPerRequest, capacity, peak, rules }: HpaInput): string[] {
  const unknown = [
    rules.up ? null : `no threshold is stated and ${percentText(ASSUMED.target)} is assumed: write hpa.up`,
    rules.replicas
      ? null
      : `no range is stated and ${ASSUMED.min} to ${ASSUMED.max} replicas are assumed: write hpa.replicas`,
    requestDoubt(request, rules),
    cpuPerRequest ? null : 'the processor time of a request is not known: watch the CPU of the target in a run',
    capacity ? null : 'the capacity of a replica is not known: `loadkit capacity`',
    peak ? null : 'the peak rate is not known: state a tier or growth',
    rules.ramp
      ? null
      : 'how fast the load rises at its steepest is not known, and whether new replicas are in time: write hpa.ramp',
    rules.podStart === undefined
      ? 'the start of a pod is assumed to take 60 s: measure it (image pull, start, readiness) and write hpa.podStart'
      : null,
    rules.nodes && rules.nodes.cpu === undefined
      ? 'how many pods fit on a node is not known: write hpa.nodes.cpu'
      : null,
  ];
  return unknown.filter((line) => line !== null);
}

function requestDoubt(request: HpaInput['request'], rules: HpaInput['rules']): string | null {
  if (!request) return 'the CPU request of a pod is not known, and utilisation is relative to it: write hpa.request';
  if (rules.request !== undefined) return null;
  return `that a pod requests all its ${coresOf(request.value)} is an assumption, and utilisation is relative to what it requests: write hpa.request`;
}

/** Pods that are sure of less than what was measured. */
function size({ request, cores, measuredCores }: HpaInput): string[] {
  if (!request || !measuredCores || request.id === cores?.id || request.value >= measuredCores.value) return [];
  const [own, its] = [request, measuredCores].map(({ value }) => coresOf(value));
  return [
    `a pod requests ${own} and is sure of no more; a replica had ${its} when it was measured, and a pod carries as much only while its node has them to spare`,
  ];
}

/** What the rules ask for, and Kubernetes does not do. */
function limits({ rules, replicas }: HpaInput, found: HpaFigures): string[] {
  const { target, tolerance, above, down, downTolerance, max, min, desired, shrinks, upWindow } = found;
  const needed = (replicas ?? desired)?.value ?? 0;
  const caveats: string[] = [];
  if (needed > max.value)
    caveats.push(
      `${countText(needed)} replicas are needed and ${countText(max.value)} is the maximum: more must be approved`,
    );
  else caveats.push(`at most ${countText(max.value)} replicas unless more are approved`);
  if (min.value === 1) caveats.push('with one replica at least, the failure of a pod is an outage');
  const exact = target.value / (1 + tolerance.value);
  const acts = `"above ${percentText(target.value)}" is acted on above ${percentText(above.value)}`;
  caveats.push(
    exact < 0.01 ? acts : `${acts}; a target of ${wholePercent(exact)} would act at it, with more replicas all day`,
  );
  if (upWindow.value > 0)
    caveats.push(
      `"for ${formatSpan(upWindow.value)}" is the scale-up stabilisation window: the lowest wish of that time is followed`,
    );
  if (down && downTolerance)
    caveats.push(
      `an HPA has one target and no threshold for removing: it removes replicas below ${percentText(shrinks.value)}, not ${percentText(down.value)}; ` +
        `from Kubernetes 1.35 on (1.33 behind a feature gate) behavior.scaleDown.tolerance ${formatNumber(downTolerance.value, 3)} means ${percentText(down.value)}`,
    );
  const node = 'a pod that finds no place waits for a new node, which takes minutes and is not counted';
  caveats.push(
    rules.nodes
      ? `rules for nodes are flags of the cluster autoscaler, no part of this manifest: ${nodeFlags(rules.nodes)}; ${node}`
      : node,
  );
  return caveats;
}

/**
 * The cluster autoscaler's flags for what was stated of nodes; it adds one for a pod without a place, whatever the
 * others are used.
 */
function nodeFlags({ min, max, up, down }: NonNullable<HpaInput['rules']['nodes']>): string {
  const flags = [`--nodes=${min}:${max}:<node group>`];
  if (down)
    flags.push(
      `--scale-down-utilization-threshold=${formatNumber(down.below, 6)}`,
      `--scale-down-unneeded-time=${down.for % 60 === 0 ? `${down.for / 60}m` : `${down.for}s`}`,
    );
  const above = up
    ? `; for "above ${percentText(up.above)}" it has none, since it adds a node for a pod that finds no place`
    : '';
  return `${flags.join(' ')}${above}`;
}

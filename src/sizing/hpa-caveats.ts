import { formatNumber, formatSpan } from '../units/format.ts';
import type { HpaFigures, HpaInput } from './hpa.ts';
import { ASSUMED } from './hpa-settings.ts';
import { count, percent, wholePercent } from './hpa-words.ts';

/** What is asked for, and what the rules want that Kubernetes does not do. */
export function hpaCaveats(input: HpaInput, found: HpaFigures): readonly string[] {
  return [...asked(input), ...limits(input, found)];
}

/** What is not known, and how to come by it. */
function asked({ request, cpuPerRequest, capacity, peak, rules }: HpaInput): string[] {
  const unknown = [
    rules.up ? null : `no threshold is stated and ${percent(ASSUMED.target)} is assumed: write hpa.up`,
    rules.replicas
      ? null
      : `no range is stated and ${ASSUMED.min} to ${ASSUMED.max} replicas are assumed: write hpa.replicas`,
    request ? null : 'the CPU request of a pod is not known, and utilisation is relative to it: write hpa.request',
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

/** What the rules ask for, and Kubernetes does not do. */
function limits({ rules, replicas }: HpaInput, found: HpaFigures): string[] {
  const { target, tolerance, above, down, downTolerance, max, min, desired, shrinks, upWindow } = found;
  const needed = (replicas ?? desired)?.value ?? 0;
  const caveats: string[] = [];
  if (needed > max.value)
    caveats.push(`${count(needed)} replicas are needed and ${count(max.value)} is the maximum: more must be approved`);
  else caveats.push(`at most ${count(max.value)} replicas unless more are approved`);
  if (min.value === 1) caveats.push('with one replica at least, the failure of a pod is an outage');
  caveats.push(
    `"above ${percent(target.value)}" is acted on above ${percent(above.value)}; a target of ${wholePercent(target.value / (1 + tolerance.value))} would act at it, with more replicas all day`,
  );
  if (upWindow.value > 0)
    caveats.push(
      `"for ${formatSpan(upWindow.value)}" is the scale-up stabilisation window: the lowest wish of that time is followed`,
    );
  if (down && downTolerance)
    caveats.push(
      `an HPA has one target and no threshold for removing: it removes replicas below ${percent(shrinks.value)}, not ${percent(down.value)}; ` +
        `from Kubernetes 1.35 on (1.33 behind a feature gate) behavior.scaleDown.tolerance ${formatNumber(downTolerance.value, 3)} means ${percent(down.value)}`,
    );
  const node = 'a pod that finds no place waits for a new node, which takes minutes and is not counted';
  caveats.push(
    rules.nodes ? `rules for nodes are flags of the cluster autoscaler, no part of this manifest; ${node}` : node,
  );
  return caveats;
}

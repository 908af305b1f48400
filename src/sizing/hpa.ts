import type { HpaSection } from '../config/hpa.ts';
import type { Figure } from '../result/figure.ts';
import { formatNumber, formatSeconds } from '../units/format.ts';
import { type HpaFigures, hpaFigures } from './hpa-figures.ts';
import { hpaManifest } from './hpa-manifest.ts';

/** A figure whose value is known. */
export type Known = Figure & { readonly value: number };

/** What the advice is computed from. Figures are the plan's: their ids stand in the arithmetic. null: not known, so asked for. */
export interface HpaInput {
  /** The rules as the configuration states them. */
  readonly rules: HpaSection;
  /** CPU request of one pod, cores: the rules' own, or the cores of a replica at the tier. */
  readonly request: Known | null;
  /** Processor time of one request, core-seconds: measured. */
  readonly cpuPerRequest: Known | null;
  /** The rate that one replica carries within the objectives, lower bound, requests/s. */
  readonly capacity: Known | null;
  /** The rate at the peak, requests/s. */
  readonly peak: Known | null;
  /** How fast the rate rises at its steepest, requests/s per second. */
  readonly ramp: Known | null;
  /** Replicas that the plan finds at the peak. */
  readonly replicas: Known | null;
  /** Put before every id: `medium_`. */
  readonly prefix?: string;
}

/** What to set, why, and what it does not do. */
export interface HpaAdvice {
  readonly figures: readonly Figure[];
  /** Findings, one each, with their numbers. */
  readonly sentences: readonly string[];
  /** An `autoscaling/v2` HorizontalPodAutoscaler as YAML. */
  readonly manifest: string;
  /** What the rules ask for and Kubernetes does not do, what is assumed, and what is to be measured. */
  readonly caveats: readonly string[];
}

/** How a horizontal pod autoscaler would serve this load, and its manifest. Sources: docs/plan-growth.md. */
export function hpaAdvice(input: HpaInput): HpaAdvice {
  const found = hpaFigures(input);
  const { rules } = input;
  const named = rules.deployment ?? 'my-service';
  const caveats = [...asked(input), ...limits(input, found)];
  return {
    figures: found.all,
    sentences: [...threshold(found), ...lagged(input, found), ...sized(found), ...flapping(found)],
    caveats:
      rules.deployment === undefined
        ? [`the manifest scales a Deployment called ${named}: write hpa.deployment`, ...caveats]
        : caveats,
    manifest: hpaManifest({
      deployment: named,
      namespace: rules.namespace ?? null,
      min: found.min.value,
      max: found.max.value,
      target: found.target.value,
      upWindow: found.upWindow.value,
      downWindow: found.downWindow.value,
      head: [
        'Written by loadkit plan. Utilisation is relative to the CPU request of the pods, which every container of them must state.',
      ],
      beside: {
        max: 'unless approved',
        target: `acts above ${percent(found.above.value)}: the tolerance is ${percent(found.tolerance.value)} unless the cluster says otherwise`,
        ...(found.downTolerance
          ? {
              downWindow: `for "below ${percent(found.down!.value)}", Kubernetes 1.35 or newer: tolerance: ${formatNumber(found.downTolerance.value, 3)}`,
            }
          : {}),
      },
    }),
  };
}

const percent = (ratio: number) => formatNumber(ratio * 100, 3).concat(' %');
const rate = (value: number) => `${formatNumber(value, 3)} requests/s`;

/** At which utilisation it acts, and whether the objectives still hold there. */
function threshold({ target, above, safeTarget, full }: HpaFigures): string[] {
  const acts = `It adds replicas above ${percent(above.value)} of the CPU request: the target of ${percent(target.value)} and its tolerance.`;
  if (!full) return [acts];
  if (full.value <= above.value)
    return [
      acts,
      `One replica reaches its capacity at ${percent(full.value)} of its request, so the objectives break before anything is added. Lower the request or the target.`,
    ];
  const wide = full.value > 2 * above.value;
  const spare = `One replica reaches its capacity at ${percent(full.value)} of its request`;
  const safe = safeTarget
    ? `; a target of up to ${formatNumber(Math.floor(safeTarget.value * 100 + 1e-9), 3)} % would still be in time`
    : '';
  return [
    acts,
    `${spare}${safe}.${wide ? ' The request is small for what a pod can do: replicas are added long before they are needed.' : ''}`,
  ];
}

/** Whether the load outgrows the replicas before new ones are there. */
function lagged(
  { ramp }: HpaInput,
  { lag, metricsAge, sync, upWindow, podStart, reserve, follows, rises, burst }: HpaFigures,
): string[] {
  const parts = [
    `${formatSeconds(metricsAge.value)} until the utilisation is read`,
    `${formatSeconds(sync.value)} until it is looked at`,
    ...(upWindow.value > 0 ? [`${formatSeconds(upWindow.value)} in which it must last`] : []),
    `${formatSeconds(podStart.value)} until a pod serves`,
  ];
  const sentences = [
    `New replicas serve ${formatSeconds(lag.value)} after the load has passed the threshold: ${parts.join(', ')}.`,
  ];
  if (!reserve || !follows) return sentences;
  if (reserve.value <= 0) return sentences;
  sentences.push(
    `Until then the least number of replicas takes ${rate(reserve.value)} more, so it follows a load that rises by up to ${rate(follows.value * 60)} each minute.`,
  );
  if (burst)
    sentences.push(
      `What comes at once is carried up to ${rate(burst.value)}; a higher spike needs more replicas at least.`,
    );
  if (!ramp || !rises) return sentences;
  const outgrown = rises.value > reserve.value;
  return [
    ...sentences,
    `At its steepest the load rises by ${rate(rises.value)} in that time: ${outgrown ? 'it outgrows the replicas before new ones serve' : 'the replicas keep up'}.`,
  ];
}

function sized({ desired, max, nodes, nodesMax }: HpaFigures): string[] {
  const sentences: string[] = [];
  if (desired)
    sentences.push(
      `At the peak it wants ${formatNumber(desired.value, 4)} replicas${desired.value > max.value ? `, and gets ${max.value}` : ''}.`,
    );
  if (nodes)
    sentences.push(
      `${max.value} replicas request what ${formatNumber(nodes.value, 4)} ${nodes.value === 1 ? 'node gives' : 'nodes give'}${nodesMax && nodes.value > nodesMax.value ? `, and the cluster has ${nodesMax.value} at most` : ''}.`,
    );
  return sentences;
}

function flapping({ afterRemoval, above, down, min, shrinks }: HpaFigures): string[] {
  const falls = `Replicas are removed once the utilisation is below ${percent(shrinks.value)}, as many as keep it at the target.`;
  if (!afterRemoval || !down) return [falls];
  const flaps = afterRemoval.value > above.value;
  return [
    falls,
    `By the rule "below ${percent(down.value)}", going from ${min.value + 1} to ${min.value} replicas would leave ${percent(afterRemoval.value)}: ${flaps ? 'above the threshold, so that it would be added again at once (flapping)' : 'no flapping'}.`,
  ];
}

/** What is not known, and how to come by it. */
function asked({ request, cpuPerRequest, capacity, peak, rules }: HpaInput): string[] {
  const unknown = [
    request ? null : 'the CPU request of a pod is not known, and utilisation is relative to it: write hpa.request',
    cpuPerRequest ? null : 'the processor time of a request is not known: watch the CPU of the target in a run',
    capacity ? null : 'the capacity of a replica is not known: `loadkit capacity`',
    peak ? null : 'the peak rate is not known: state a tier or growth',
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
  const { target, above, down, downTolerance, max, min, desired, shrinks, nodes, upWindow } = found;
  const needed = Math.max(replicas?.value ?? 0, desired?.value ?? 0);
  const caveats: string[] = [];
  if (needed > max.value)
    caveats.push(
      `${formatNumber(needed, 4)} replicas are needed and ${max.value} is the maximum: more must be approved`,
    );
  else caveats.push(`at most ${max.value} replicas unless more are approved`);
  if (min.value === 1) caveats.push('with one replica at least, the failure of a pod is an outage');
  caveats.push(
    `"above ${percent(target.value)}" is acted on above ${percent(above.value)}; a target of ${formatNumber(Math.round((target.value / (1 + found.tolerance.value)) * 100), 3)} % would act at it, with more replicas all day`,
  );
  if (upWindow.value > 0)
    caveats.push(
      `"for ${formatSeconds(upWindow.value)}" is the scale-up stabilisation window: the lowest wish of that time is followed`,
    );
  if (down && downTolerance)
    caveats.push(
      `an HPA has one target and no threshold for scaling down: it removes replicas below ${percent(shrinks.value)}, not ${percent(down.value)}. ` +
        `From Kubernetes 1.35 (1.33 behind a feature gate) behavior.scaleDown.tolerance ${formatNumber(downTolerance.value, 3)} says ${percent(down.value)}`,
    );
  if (rules.nodes)
    caveats.push(
      'rules for nodes are the cluster autoscaler’s flags, not part of this manifest; a pod that needs a new node starts minutes later',
    );
  else if (!nodes)
    caveats.push('a pod that finds no place on a node waits for a new one, which takes minutes and is not counted');
  return caveats;
}

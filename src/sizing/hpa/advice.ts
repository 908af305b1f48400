import type { Figure } from '../../result/figure.ts';
import { formatNumber } from '../../units/format.ts';
import { hpaCaveats } from './caveats.ts';
import type { HpaInput } from './input.ts';
import { hpaUnderLoad } from './load.ts';
import { hpaManifest } from './manifest.ts';
import { hpaMemory } from './memory.ts';
import { hpaSentences } from './sentences.ts';
import { hpaSettings } from './settings.ts';
import { Sheet } from './sheet.ts';
import { percentText } from './words.ts';

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
export function hpaAdvice(given: HpaInput): HpaAdvice {
  const { rules, prefix = '' } = given;
  const sheet = new Sheet(prefix);
  const own =
    rules.request === undefined ? null : sheet.stated('request', 'CPU request of a pod', rules.request, 'cores');
  const input = { ...given, request: own ?? given.request };
  const settings = hpaSettings(rules, sheet);
  const found = {
    ...settings,
    ...hpaUnderLoad(input, settings, sheet),
    memory: hpaMemory(input, settings, sheet),
  };
  const named = rules.deployment ?? 'my-service';
  const caveats = hpaCaveats(input, found);
  return {
    figures: sheet.all,
    sentences: hpaSentences(input, found),
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
      memory: rules.memory?.above ?? null,
      metrics: rules.metrics ?? [],
      upWindow: found.upWindow.value,
      downWindow: found.downWindow.value,
      head: [
        `Written by loadkit plan. Utilisation is relative to the ${rules.memory ? 'CPU and memory requests' : 'CPU request'} of the pods, which every container of them must state.`,
      ],
      beside: {
        max: 'unless approved',
        target: `acts above ${percentText(found.above.value)}: the tolerance is ${percentText(found.tolerance.value)} unless the cluster says otherwise`,
        ...(found.downTolerance
          ? {
              downWindow: `for "below ${percentText(found.down!.value)}", Kubernetes 1.35 or newer: tolerance: ${formatNumber(found.downTolerance.value, 3)}`,
            }
          : {}),
      },
    }),
  };
}

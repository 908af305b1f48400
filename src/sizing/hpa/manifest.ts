import { Document, isScalar } from 'yaml';
import type { HpaSection } from '../../config/hpa.ts';

/** What stands in a manifest. */
export interface HpaManifest {
  readonly deployment: string;
  readonly namespace: string | null;
  readonly min: number;
  readonly max: number;
  /** Mean CPU utilisation of the pods over their request, a ratio; written in whole per cent. */
  readonly target: number;
  /** The same of the memory; null: it is not looked at. */
  readonly memory: number | null;
  /** Metrics of an adapter. */
  readonly metrics: NonNullable<HpaSection['metrics']>;
  /** Seconds, at most 3,600. */
  readonly upWindow: number;
  readonly downWindow: number;
  /** Comments: lines above the document, and beside the fields that they are about. */
  readonly head: readonly string[];
  readonly beside: Readonly<Partial<Record<keyof typeof FIELDS, string>>>;
}

const FIELDS = {
  max: ['spec', 'maxReplicas'],
  target: ['spec', 'metrics', 0, 'resource', 'target', 'averageUtilization'],
  upWindow: ['spec', 'behavior', 'scaleUp', 'stabilizationWindowSeconds'],
  downWindow: ['spec', 'behavior', 'scaleDown', 'stabilizationWindowSeconds'],
} as const;

/**
 * An `autoscaling/v2` HorizontalPodAutoscaler of a Deployment, as YAML. It adds pods as fast as Kubernetes does by
 * default (double, or four, each 15 s), and removes half of them each minute at most, so that a wrong step can be
 * corrected.
 */
export function hpaManifest(manifest: HpaManifest): string {
  const { deployment, namespace, min, max, target, memory, metrics, upWindow, downWindow, head, beside } = manifest;
  const document = new Document({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: deployment, ...(namespace === null ? {} : { namespace }) },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: deployment },
      minReplicas: min,
      maxReplicas: max,
      metrics: [
        utilisation('cpu', target),
        ...(memory === null ? [] : [utilisation('memory', memory)]),
        ...metrics.map(custom),
      ],
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: Math.round(upWindow),
          selectPolicy: 'Max',
          policies: [
            { type: 'Percent', value: 100, periodSeconds: 15 },
            { type: 'Pods', value: 4, periodSeconds: 15 },
          ],
        },
        scaleDown: {
          stabilizationWindowSeconds: Math.round(downWindow),
          policies: [{ type: 'Percent', value: 50, periodSeconds: 60 }],
        },
      },
    },
  });
  document.commentBefore = head.map((line) => ` ${line}`).join('\n');
  for (const [field, comment] of Object.entries(beside)) {
    const node = document.getIn(FIELDS[field as keyof typeof FIELDS], true);
    if (isScalar(node)) node.comment = ` ${comment}`;
  }
  return document.toString({ lineWidth: 0 });
}

function utilisation(name: 'cpu' | 'memory', target: number) {
  const averageUtilization = Math.round(target * 100);
  return { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } };
}

function custom({ name, average, from }: HpaManifest['metrics'][number]) {
  const source = { metric: { name }, target: { type: 'AverageValue', averageValue: quantity(average) } };
  return from === 'pods' ? { type: 'Pods', pods: source } : { type: 'External', external: source };
}

/** A number as Kubernetes writes it: whole, or in thousandths. */
function quantity(value: number): string {
  return Number.isInteger(value) ? String(value) : `${Math.round(value * 1000)}m`;
}

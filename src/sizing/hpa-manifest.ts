import { Document, isScalar } from 'yaml';

/** What stands in a manifest. */
export interface HpaManifest {
  readonly deployment: string;
  readonly namespace: string | null;
  readonly min: number;
  readonly max: number;
  /** Mean CPU utilisation of the pods over their request, a ratio; written in whole per cent. */
  readonly target: number;
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
 * An `autoscaling/v2` HorizontalPodAutoscaler of a Deployment, as YAML. It adds pods as fast as Kubernetes does by default
 * (double, or four, each 15 s), and removes half of them each minute at most, so that a wrong step can be corrected.
 */
export function hpaManifest(manifest: HpaManifest): string {
  const { deployment, namespace, min, max, target, upWindow, downWindow, head, beside } = manifest;
  const averageUtilization = Math.round(target * 100);
  const document = new Document({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: deployment, ...(namespace === null ? {} : { namespace }) },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: deployment },
      minReplicas: min,
      maxReplicas: max,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }],
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

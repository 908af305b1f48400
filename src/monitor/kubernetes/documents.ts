import * as z from 'zod';
import { quantityOf } from './quantity.ts';

const Quantity = z.union([z.string(), z.number()]).transform((text) => quantityOf(String(text)));
const Limits = z.object({ cpu: Quantity.optional(), memory: Quantity.optional() });
const Meta = z.object({ name: z.string(), uid: z.string(), deletionTimestamp: z.string().nullish() });

const Ended = z.object({
  terminated: z
    .object({ reason: z.string().nullish(), containerID: z.string().nullish(), finishedAt: z.string().nullish() })
    .nullish(),
});
const ContainerStatus = z.object({
  name: z.string(),
  restartCount: z.number(),
  state: Ended.default({}),
  lastState: Ended.default({}),
});

export const Pod = z.object({
  kind: z.literal('Pod'),
  metadata: Meta,
  spec: z.object({
    containers: z.array(z.object({ name: z.string(), resources: z.object({ limits: Limits.optional() }).optional() })),
  }),
  status: z.object({
    phase: z.string().optional(),
    conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
    containerStatuses: z.array(ContainerStatus).default([]),
  }),
});
export type Pod = z.output<typeof Pod>;

/** What keeps so many pods alive. */
const Keeper = z.object({
  kind: z.enum(['ReplicaSet', 'StatefulSet']),
  spec: z.object({ replicas: z.number().optional() }),
});

/** `kubectl get pods,replicasets,statefulsets --output=json` */
export const Workload = z.object({ kind: z.literal('List'), items: z.array(z.union([Pod, Keeper])) });
export type Workload = z.output<typeof Workload>;

/** `/apis/metrics.k8s.io/v1beta1/namespaces/…/pods` */
export const PodMetrics = z.object({
  kind: z.literal('PodMetricsList'),
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      timestamp: z.string(),
      containers: z.array(z.object({ name: z.string(), usage: Limits })),
    }),
  ),
});
export type PodMetrics = z.output<typeof PodMetrics>;

/** `kubectl get events --output=json` */
export const Events = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ uid: z.string() }),
      type: z.string().nullish(),
      reason: z.string().nullish(),
      count: z.number().nullish(),
      series: z.object({ count: z.number().nullish() }).nullish(),
      involvedObject: z.object({ name: z.string().nullish(), uid: z.string().nullish() }),
    }),
  ),
});
export type Events = z.output<typeof Events>;

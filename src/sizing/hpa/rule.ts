import { wholeUp } from '../../stats/whole.ts';

/**
 * What Kubernetes does unless its administrators said otherwise (kube-controller-manager's flags, metrics-server's
 * manifest).
 */
export const KUBERNETES = {
  /** --horizontal-pod-autoscaler-tolerance: nothing is done while metric/target is this close to 1. */
  tolerance: 0.1,
  /** --horizontal-pod-autoscaler-sync-period, seconds. */
  syncPeriod: 15,
  /**
   * How old a utilisation is when it is read: metrics-server reads every 15 s what the kubelet averaged over as long
   * before.
   */
  metricsAge: 30,
} as const;

/** What a horizontal pod autoscaler is asked for. */
export interface HpaStep {
  /** Replicas that run. */
  readonly current: number;
  /** The mean utilisation of the pods, relative to their request. */
  readonly metric: number;
  readonly target: number;
  readonly min: number;
  readonly max: number;
  readonly tolerance?: number;
}

/**
 * The replicas that a HorizontalPodAutoscaler wants: ceil(current × metric / target), the current number while
 * metric/target is within the tolerance of 1, and never outside min and max. Before its stabilisation window and its
 * policies. Source: Kubernetes, "Horizontal Pod Autoscaling", algorithm details.
 */
export function desiredReplicas({
  current,
  metric,
  target,
  min,
  max,
  tolerance = KUBERNETES.tolerance,
}: HpaStep): number {
  if (!(target > 0)) throw new RangeError(`the target lies above 0, got ${target}`);
  if (!(metric >= 0)) throw new RangeError(`a utilisation is 0 or more, got ${metric}`);
  const ratio = metric / target;
  const wanted = Math.abs(ratio - 1) <= tolerance + 1e-12 ? current : wholeUp((current * metric) / target);
  return Math.min(max, Math.max(min, wanted));
}

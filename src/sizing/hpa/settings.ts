import type { HpaSection } from '../../config/hpa.ts';
import { KUBERNETES } from './rule.ts';
import type { Known, Sheet } from './sheet.ts';

/**
 * Assumed where nobody said: what the scaling guide and the runbook agree on, the scale-down window of Kubernetes, a
 * minute for a start.
 */
export const ASSUMED = { target: 0.7, min: 2, max: 20, downWindow: 300, podStart: 60 } as const;

/** How the autoscaler is set, and what follows of that alone. */
export interface HpaSettings {
  readonly target: Known;
  readonly tolerance: Known;
  readonly min: Known;
  readonly max: Known;
  readonly upWindow: Known;
  readonly downWindow: Known;
  readonly metricsAge: Known;
  readonly sync: Known;
  readonly podStart: Known;
  /** The utilisation above which it adds, and below which it removes. */
  readonly above: Known;
  readonly shrinks: Known;
  /** From the threshold passed until new pods serve, seconds. */
  readonly lag: Known;
  /** The rules' own threshold for removing, and the tolerance that would mean it. */
  readonly down: Known | null;
  readonly downTolerance: Known | null;
  /** Utilisation of the least number of replicas after one was removed at that threshold. */
  readonly afterRemoval: Known | null;
}

/** Writes down the settings. */
export function hpaSettings({ up, down: rule, replicas, podStart: start }: HpaSection, sheet: Sheet): HpaSettings {
  const usual = 'the default of Kubernetes';
  const target = sheet.setting(
    'target',
    'CPU utilisation that is aimed at, of the request',
    up?.above,
    ASSUMED.target,
    'ratio',
    'nobody said',
  );
  const tolerance = sheet.setting(
    'tolerance',
    'deviation from the target that is let pass',
    undefined,
    KUBERNETES.tolerance,
    'ratio',
    usual,
  );
  const min = sheet.setting('min', 'replicas at least', replicas?.min, ASSUMED.min, 'replicas', 'nobody said');
  const max = sheet.setting('max', 'replicas at most', replicas?.max, ASSUMED.max, 'replicas', 'unless approved');
  const upWindow = sheet.setting(
    'up_window',
    'how long the utilisation must be too high',
    up?.for,
    0,
    'seconds',
    usual,
  );
  const downWindow = sheet.setting(
    'down_window',
    'how long it must be too low',
    rule?.for,
    ASSUMED.downWindow,
    'seconds',
    usual,
  );
  const metricsAge = sheet.setting(
    'metrics_age',
    'age of a utilisation when it is read',
    undefined,
    KUBERNETES.metricsAge,
    'seconds',
    'metrics-server as it is shipped',
  );
  const sync = sheet.setting(
    'sync',
    'time between two looks of the autoscaler',
    undefined,
    KUBERNETES.syncPeriod,
    'seconds',
    usual,
  );
  const podStart = sheet.setting(
    'pod_start',
    'from the order of a pod until it serves',
    start,
    ASSUMED.podStart,
    'seconds',
    'measure it',
  );
  const [t, o] = [target.id, tolerance.id];
  const down = rule ? sheet.stated('down', 'utilisation below which fewer are wanted', rule.below, 'ratio') : null;
  return {
    target,
    tolerance,
    min,
    max,
    upWindow,
    downWindow,
    metricsAge,
    sync,
    podStart,
    above: sheet.computed(
      'above',
      'utilisation above which replicas are added',
      'ratio',
      target.value * (1 + tolerance.value),
      `${t} * (1 + ${o})`,
    ),
    shrinks: sheet.computed(
      'shrinks',
      'utilisation below which replicas are removed',
      'ratio',
      target.value * (1 - tolerance.value),
      `${t} * (1 - ${o})`,
    ),
    lag: sheet.computed(
      'lag',
      'from the threshold passed until new pods serve',
      'seconds',
      metricsAge.value + sync.value + upWindow.value + podStart.value,
      `${metricsAge.id} + ${sync.id} + ${upWindow.id} + ${podStart.id}`,
    ),
    down,
    downTolerance:
      down &&
      sheet.computed(
        'down_tolerance',
        'tolerance of scaling down that means it',
        'ratio',
        1 - down.value / target.value,
        `1 - ${down.id} / ${t}`,
      ),
    afterRemoval:
      down &&
      sheet.computed(
        'after_removal',
        'utilisation there of the least number, one having been removed',
        'ratio',
        (down.value * (min.value + 1)) / min.value,
        `${down.id} * (${min.id} + 1) / ${min.id}`,
      ),
  };
}

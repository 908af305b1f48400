import { heeding } from '../../host/heeding.ts';
import { MissedReading, type Monitor, type Reading } from '../monitor.ts';
import { readingsOf } from '../readings.ts';
import { Events, type Pod, PodMetrics, Workload } from './documents.ts';
import { type CountsByKey, Grown } from './grown.ts';
import { Kubectl, type KubectlGiven } from './kubectl.ts';

export interface KubernetesGiven extends KubectlGiven {
  readonly name: string;
  readonly every: number;
  /** Of the pods that are watched; undefined: all of the namespace. */
  readonly selector: string | undefined;
}

/** A metrics server measures every 15 s, or every minute: what it has said for longer is of no moment. */
const STALE_AFTER = 90;

/** Watches pods of a namespace through kubectl, which knows how to reach the cluster. It only asks for documents. */
export function kubernetesMonitor({ name, every, selector, ...given }: KubernetesGiven): Monitor {
  const kubectl = new Kubectl(given);
  const [restarts, kills, warnings] = [new Grown(), new Grown(), new Grown()];
  const fresh = new Fresh();
  const query = selector === undefined ? '' : `?labelSelector=${encodeURIComponent(selector)}`;
  const metricsAt = `/apis/metrics.k8s.io/v1beta1/namespaces/${given.namespace}/pods${query}`;
  return {
    name,
    every,
    async read(signal): Promise<readonly Reading[]> {
      const [workload, metrics, events] = await heeding(signal, () =>
        Promise.allSettled([
          kubectl.get('pods and what keeps them', Workload, [
            'pods,replicasets,statefulsets',
            '--output=json',
            ...kubectl.inNamespace(selector),
          ]),
          kubectl.get('metrics of pods', PodMetrics, [`--raw=${metricsAt}`]),
          kubectl.get('events', Events, [
            'events',
            '--output=json',
            '--field-selector=type=Warning',
            ...kubectl.inNamespace(),
          ]),
        ]),
      );
      const now = performance.now() / 1000;
      if (workload.status === 'rejected') throw workload.reason;
      const pods = workload.value.items.filter((item): item is Pod => item.kind === 'Pod');
      if (workload.value.items.length === 0)
        throw new MissedReading(
          `the namespace ${given.namespace} has no ${selector === undefined ? '' : 'such '}pods now`,
        );
      const readings = [
        ...replicasIn(workload.value, pods),
        ...rates('restarts', restarts.rates(now, restartsOf(pods))),
        ...rates('oom_kills', kills.rates(now, killsOf(pods))),
      ];
      const missing: string[] = [];
      if (metrics.status === 'rejected') missing.push(reasonOf(metrics.reason));
      else {
        const said = fresh.of(metrics.value, now);
        readings.push(...said.flatMap((each) => usageOf(each, pods)));
        if (said.length < metrics.value.items.length) missing.push('the metrics server says nothing new of some pods');
      }
      if (events.status === 'rejected') missing.push(reasonOf(events.reason));
      else
        readings.push(
          ...rates(
            'warnings',
            warnings.rates(now, warningsOf(events.value, selector === undefined ? undefined : pods)),
            'reason',
          ),
        );
      if (missing.length > 0) throw new MissedReading(missing.join('; '), readings);
      return readings;
    },
  };
}

/** What failed for another reason than its own is nobody's gap. */
function reasonOf(error: unknown): string {
  if (error instanceof MissedReading) return error.message;
  throw error;
}

function replicasIn({ items }: Workload, pods: readonly Pod[]): Reading[] {
  const ready = pods.filter(
    ({ metadata, status }) =>
      !metadata.deletionTimestamp &&
      status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  );
  const wanted = items.flatMap((item) => (item.kind === 'Pod' ? [] : [item.spec.replicas ?? 1]));
  return readingsOf([
    ['replicas', 'none', ready.length],
    ['replicas_wanted', 'none', wanted.length > 0 ? wanted.reduce((sum, each) => sum + each, 0) : undefined],
  ]);
}

/** A count of its own of what happened not at all, so that this is 0 and not unknown. */
const NONE = ['', { of: '', count: 0 }] as const;

function restartsOf(pods: readonly Pod[]): CountsByKey {
  const counts = pods.flatMap(({ metadata: { uid }, status }) =>
    status.containerStatuses.map(({ name, restartCount: count }) => [`${uid} ${name}`, { of: '', count }] as const),
  );
  return new Map([NONE, ...counts]);
}

/** Each container that was killed for want of memory, by its own id: the one before shows in `lastState`. */
function killsOf(pods: readonly Pod[]): CountsByKey {
  const ended = pods.flatMap(({ metadata: { uid }, status }) =>
    status.containerStatuses.flatMap(({ name, state, lastState }) =>
      [state.terminated, lastState.terminated].flatMap((one) =>
        one?.reason === 'OOMKilled' ? [`${uid} ${name} ${one.containerID ?? one.finishedAt}`] : [],
      ),
    ),
  );
  return new Map<string, { of: string; count: number }>([
    NONE,
    ...ended.map((key) => [key, { of: '', count: 1 }] as const),
  ]);
}

/** Warnings by their reason, such as `BackOff`, `Unhealthy`, `FailedScheduling`; of some pods: of these, and of what made them. */
function warningsOf({ items }: Events, pods: readonly Pod[] | undefined): CountsByKey {
  const isOf = ({ uid, name }: Events['items'][number]['involvedObject']) =>
    pods === undefined || pods.some(({ metadata }) => metadata.uid === uid || metadata.name.startsWith(`${name}-`));
  const own = items.filter(({ type, involvedObject }) => type === 'Warning' && isOf(involvedObject));
  return new Map(
    own.map(({ metadata: { uid }, reason, count, series }) => [
      uid,
      { of: reason ?? 'unknown', count: series?.count ?? count ?? 1 },
    ]),
  );
}

function rates(metric: string, grown: ReadonlyMap<string, number> | undefined, tag?: string): Reading[] {
  return [...(grown ?? [])].map(([of, value]) => ({
    ...{ metric, unit: 'per second', value },
    ...(tag === undefined ? {} : { tags: { [tag]: of } }),
  }));
}

/** What the metrics server says of pods, as long as it is of now. */
class Fresh {
  #since = new Map<string, { readonly timestamp: string; readonly at: number }>();

  /** Those that were measured anew, by this clock, not by the cluster's. */
  of({ items }: PodMetrics, now: number): PodMetrics['items'] {
    const before = this.#since;
    this.#since = new Map(
      items.map(({ metadata: { name }, timestamp }) => {
        const known = before.get(name);
        return [name, known?.timestamp === timestamp ? known : { timestamp, at: now }];
      }),
    );
    return items.filter(({ metadata: { name } }) => now - this.#since.get(name)!.at <= STALE_AFTER);
  }
}

function usageOf(
  { metadata: { name: pod }, containers }: PodMetrics['items'][number],
  pods: readonly Pod[],
): Reading[] {
  const spec = pods.find(({ metadata }) => metadata.name === pod)?.spec;
  if (!spec) return [];
  const limit = (container: string, of: 'cpu' | 'memory') =>
    spec.containers.find(({ name }) => name === container)?.resources?.limits?.[of];
  const used = (of: 'cpu' | 'memory') => containers.reduce((sum, { usage }) => sum + (usage[of] ?? 0), 0);
  /** Of the container that is nearest to its limit: it is throttled, or killed, by itself. */
  const nearest = (of: 'cpu' | 'memory') => {
    const shares = containers.flatMap(({ name, usage }) => {
      const most = limit(name, of);
      return most && usage[of] !== undefined ? [usage[of] / most] : [];
    });
    return shares.length > 0 ? Math.max(...shares) : undefined;
  };
  return readingsOf([
    ['cpu', 'none', used('cpu'), { pod }],
    ['cpu_usage', 'ratio', nearest('cpu'), { pod }],
    ['memory', 'bytes', used('memory'), { pod }],
    ['memory_usage', 'ratio', nearest('memory'), { pod }],
  ]);
}

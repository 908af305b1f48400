import { CONFIG, type PlanCase, SCALED, utilisation } from './case.ts';

const CASES: readonly PlanCase[] = [
  {
    is: 'a target above the request',
    of: 'hpa-above-100',
    code: 0,
    says: ['It adds replicas above 176 % of the CPU request'],
    metrics: [utilisation('cpu', 160)],
  },
  {
    is: 'a target that the cores of a pod never reach',
    of: 'hpa-above-100',
    files: { [CONFIG]: (text) => text.replace('160%', '900%') },
    code: 0,
    says: ['A pod of 2 cores uses 800 % of its request at most, so that nothing is ever added.'],
    metrics: [utilisation('cpu', 900)],
  },
  {
    is: 'the highest target that the plan itself advises',
    of: 'hpa-own-advice',
    code: 0,
    says: [/a target of up to \d{3} % would be in time/],
    metrics: [utilisation('cpu', 70)],
  },
  {
    is: 'that target, taken at its word',
    of: 'hpa-own-advice',
    files: { [CONFIG]: (text) => text.replace('70%', '381%') },
    code: 0,
    says: ['It adds replicas above 419 % of the CPU request', 'the replicas keep up'],
    never: ['it outgrows the replicas'],
    metrics: [utilisation('cpu', 381)],
  },
  {
    is: 'a target that rounds to nothing',
    of: 'hpa-above-100',
    files: { [CONFIG]: (text) => text.replace('160%', '0.4%') },
    code: 2,
    says: ['hpa.up.above', 'Kubernetes takes a target in whole per cent, 1% or more'],
  },
  {
    is: 'per cent that were written as a number',
    of: 'hpa-above-100',
    files: { [CONFIG]: (text) => text.replace('160%', '160') },
    code: 2,
    says: ['160 is no utilisation of a request: write 70%, 0.7 or 160%'],
  },
  {
    is: 'a name with dots; no name of a namespace has any',
    of: 'hpa-above-100',
    files: { [CONFIG]: (text) => text.replace('deployment: web', 'deployment: web.api-2') },
    code: 0,
    says: ['A Kubernetes autoscaler at medium'],
    metrics: [utilisation('cpu', 160)],
  },
  {
    is: 'flags of the cluster autoscaler',
    of: 'hpa-above-100',
    files: {
      [CONFIG]: (text) =>
        text.replace(
          'replicas:',
          'nodes: { min: 2, max: 10, up: { above: 80% }, down: { below: 20%, for: 10m } }, replicas:',
        ),
    },
    code: 0,
    says: [
      '--nodes=2:10:<node group> --scale-down-utilization-threshold=0.2 --scale-down-unneeded-time=10m',
      'for "above 80 %" it has none',
    ],
  },
  {
    is: 'memory gives way before the CPU asks for more',
    of: 'hpa-memory-bound',
    code: 0,
    says: ['memory gives way before this autoscaler acts', 'it looks at the CPU alone', 'write hpa.memory'],
  },
  {
    is: 'memory that is looked at',
    of: 'hpa-memory-bound',
    files: { [CONFIG]: (text) => text.replace('replicas:', 'memory: { request: 3 GB, above: 80% }, replicas:') },
    code: 0,
    says: ['It also adds replicas above 2.64 GB of memory in a pod', 'of several metrics the one that wants the most'],
    never: ['memory gives way before this autoscaler acts'],
    metrics: [utilisation('cpu', 80), utilisation('memory', 80)],
  },
  {
    is: 'metrics of an adapter',
    of: 'hpa-memory-bound',
    files: {
      [CONFIG]: (text) =>
        text.replace(
          'replicas:',
          'metrics: [{ name: http_requests_per_second, average: 100 }, { name: queue_length, average: 0.5, from: external }], replicas:',
        ),
    },
    code: 0,
    says: ['It also adds replicas while the mean of http_requests_per_second over the pods is above 100.'],
    metrics: [
      utilisation('cpu', 80),
      {
        type: 'Pods',
        pods: { metric: { name: 'http_requests_per_second' }, target: { type: 'AverageValue', averageValue: '100' } },
      },
      {
        type: 'External',
        external: { metric: { name: 'queue_length' }, target: { type: 'AverageValue', averageValue: '500m' } },
      },
    ],
  },
  {
    is: 'a least number that carries the peak already',
    of: 'hpa-own-advice',
    files: { [CONFIG]: (text) => text.replace('250m', '2').replace('min: 2', 'min: 8') },
    code: 0,
    says: ['and keeps its least, 8; the plan finds 4.', 'Its least, 8, is more than the peak with headroom'],
    never: ['raise its minimum'],
  },
  {
    is: 'a least and a most that are one',
    of: 'hpa-own-advice',
    files: { [CONFIG]: (text) => text.replace('min: 2, max: 10', 'min: 3, max: 3') },
    code: 0,
    says: ['Its least and its most are both 3 replicas: it neither adds nor removes any.'],
    never: ['It adds replicas above', 'Replicas are removed'],
  },
  {
    is: 'thousandths, as Kubernetes writes them',
    of: 'hpa-own-advice',
    files: {
      [CONFIG]: (text) =>
        text.replace('replicas:', 'metrics: [{ name: queue, average: 500m, from: external }], replicas:'),
    },
    code: 0,
    metrics: [
      utilisation('cpu', 70),
      {
        type: 'External',
        external: { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: '500m' } },
      },
    ],
  },
  {
    is: 'cores in quotes',
    of: 'cpu-quoted',
    code: 0,
    says: [
      'A Kubernetes autoscaler at medium',
      'a pod requests 0.5 cores and is sure of no more; a replica had 2 cores',
    ],
    metrics: [utilisation('cpu', 70)],
  },
];

/** What a Kubernetes autoscaler is told, and what it does with it. */
export const AUTOSCALER = CASES.map((one) => ({ ...SCALED, ...one }));

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ServiceConfig } from '../../../src/config/service-config.ts';
import { hpaAdvice } from '../../../src/sizing/hpa/advice.ts';
import type { HpaInput } from '../../../src/sizing/hpa/input.ts';
import { misreckoned } from '../../fixtures/arithmetic.ts';
import { stated } from '../../fixtures/demand.ts';
import { NOTHING_KNOWN } from '../../fixtures/hpa.ts';

const rulesOf = (hpa: object) => ServiceConfig.parse({ hpa }).hpa!;

/** The scaling guide, on nodes of four cores. */
const GUIDE = {
  deployment: 'maintenance-api',
  namespace: 'maintenance-api',
  request: '100m',
  up: { above: '70%', for: '2m' },
  down: { below: '30%', for: '5m' },
  replicas: { min: 2, max: 20 },
  ramp: { by: 6, within: '1m' },
  podStart: '40s',
  nodes: { min: 2, max: 10, up: { above: '80%' }, down: { below: '20%', for: '10m' }, cpu: 4 },
};

const LOAD = {
  ...NOTHING_KNOWN,
  cpuPerRequest: stated('cpu_per_request', 0.002, 'core-seconds'),
  capacity: stated('replica_capacity', 80),
  peak: stated('peak', 500),
  replicas: stated('replicas', 10, 'replicas'),
};

const advice = (hpa: object = {}, load: Partial<HpaInput> = {}) =>
  hpaAdvice({ rules: rulesOf({ ...GUIDE, ...hpa }), ...LOAD, ...load });
const given = (load: Partial<HpaInput> = {}) =>
  Object.values({ ...LOAD, ...load }).filter(
    (one) => one !== null && typeof one === 'object' && 'id' in one,
  ) as ReturnType<typeof stated>[];
const valueIn = (found: ReturnType<typeof advice>, part: string) =>
  found.figures.find(({ id }) => id === `hpa_${part}`)?.value;

describe('the scaling guide', () => {
  const found = advice();

  test('its arithmetic by hand', () => {
    const expected = {
      target: 0.7,
      tolerance: 0.1,
      min: 2,
      max: 20,
      request: 0.1,
      above: 0.77,
      shrinks: 0.63,
      // 30 s old metrics, 15 s between looks, 2 minutes above the threshold, 40 s for a pod.
      lag: 205,
      down_tolerance: 1 - 0.3 / 0.7,
      after_removal: 0.45,
      // 80 requests/s × 2 ms on 0.1 core.
      full: 1.6,
      burst: 160,
      reserve: 160 * (1 - 0.77 / 1.6),
      follows: (160 * (1 - 0.77 / 1.6)) / 205,
      rises: 20.5,
      safe_target: (1.6 * (1 - 20.5 / 160)) / 1.1,
      // 500 × 2 ms is one core: ten requests of 0.1, over 70 %.
      desired: 15,
      // 20 × 0.1 core on nodes that give 3.2.
      nodes: 1,
    };
    for (const [part, value] of Object.entries(expected)) expect(valueIn(found, part), part).toBeCloseTo(value, 12);
    expect(misreckoned([...given(), ...found.figures])).toEqual([]);
  });

  test('what it says', () => {
    expect(found.sentences).toEqual([
      'It adds replicas above 77 % of the CPU request: the target of 70 % and its tolerance.',
      'One replica reaches its capacity at 160 % of its request; a target of up to 126 % would be in time. The request is small for what a pod can do: replicas are added long before they are needed.',
      'New replicas serve 3 min 25 s after the load has passed the threshold: 30 s until the utilisation is read, 15 s until it is looked at, 2 min in which it must last, 40 s until a pod serves.',
      'The least number of replicas carries 160 requests/s at once; what comes suddenly and is more needs a higher minimum.',
      'At the threshold it can take 83 requests/s more, and so follows a load that rises by up to 0.405 requests/s each second.',
      'At its steepest the load rises by 20.5 requests/s until new replicas serve: the replicas keep up.',
      'At the peak it wants 15 replicas; the plan finds 10.',
      'It counts by the CPU request, which is less than what a replica may use: raise the request or the target.',
      '20 replicas request as much CPU as 1 node may give.',
      'Replicas are removed once the utilisation is below 63 %, as many as keep it at the target.',
      'By the rule "below 30 %", going from 3 to 2 replicas would leave 45 %: no flapping.',
    ]);
  });

  test('what Kubernetes does not do of it is said', () => {
    expect(found.caveats).toEqual([
      'at most 20 replicas unless more are approved',
      '"above 70 %" is acted on above 77 %; a target of 63 % would act at it, with more replicas all day',
      '"for 2 min" is the scale-up stabilisation window: the lowest wish of that time is followed',
      'an HPA has one target and no threshold for removing: it removes replicas below 63 %, not 30 %; from Kubernetes 1.35 on (1.33 behind a feature gate) behavior.scaleDown.tolerance 0.571 means 30 %',
      'rules for nodes are flags of the cluster autoscaler, no part of this manifest: --nodes=2:10:<node group> --scale-down-utilization-threshold=0.2 --scale-down-unneeded-time=10m; for "above 80 %" it has none, since it adds a node for a pod that finds no place; a pod that finds no place waits for a new node, which takes minutes and is not counted',
    ]);
  });

  test('its manifest holds the rules', () => {
    expect(parse(found.manifest)).toMatchObject({
      metadata: { name: 'maintenance-api', namespace: 'maintenance-api' },
      spec: {
        minReplicas: 2,
        maxReplicas: 20,
        metrics: [{ resource: { name: 'cpu', target: { averageUtilization: 70 } } }],
        behavior: { scaleUp: { stabilizationWindowSeconds: 120 }, scaleDown: { stabilizationWindowSeconds: 300 } },
      },
    });
    expect(found.manifest).toContain('acts above 77 %');
    expect(found.manifest).toContain('tolerance: 0.571');
  });
});

test('the runbook: above 70 % for 5 minutes, below 30 % for 10, 3 to 20 replicas', () => {
  const found = hpaAdvice({
    rules: rulesOf({
      deployment: 'rag-system',
      up: { above: '70%', for: '5m' },
      down: { below: '30%', for: '10m' },
      replicas: { min: 3, max: 20 },
    }),
    ...LOAD,
    request: stated('large_replica_cpu', 4, 'cores'),
  });
  expect(parse(found.manifest)).toMatchObject({
    spec: {
      minReplicas: 3,
      maxReplicas: 20,
      behavior: { scaleUp: { stabilizationWindowSeconds: 300 }, scaleDown: { stabilizationWindowSeconds: 600 } },
    },
  });
  expect(valueIn(found, 'after_removal')).toBeCloseTo(0.4, 12);
  expect(found.caveats).toContain(
    'the start of a pod is assumed to take 60 s: measure it (image pull, start, readiness) and write hpa.podStart',
  );
  expect(found.figures.find(({ id }) => id === 'hpa_full')!.expression).toBe(
    'replica_capacity * cpu_per_request / large_replica_cpu',
  );
});

describe('what must be told', () => {
  const has = (found: ReturnType<typeof advice>, text: string) =>
    [...found.sentences, ...found.caveats].some((line) => line.includes(text));

  test('a pod that breaks its objectives before the threshold', () => {
    const found = advice({ request: '500m' });
    expect(found.sentences[1]).toBe(
      'One replica reaches its capacity at 32 % of its request, so the objectives break before anything is added. Lower the request or the target.',
    );
    expect(valueIn(found, 'follows')).toBe(0);
    expect(has(found, 'follows a load')).toBe(false);
  });

  test('a load that outgrows its replicas', () => {
    expect(
      has(
        advice({ ramp: { by: 30, within: '1m' } }),
        'it outgrows the replicas before they do. Remedies: a shorter `for`, a lower target or a higher minimum.',
      ),
    ).toBe(true);
    expect(
      has(
        advice({ up: { above: '70%' }, ramp: { by: 2, within: '1s' } }),
        'Remedies: a lower target or a higher minimum.',
      ),
    ).toBe(true);
    expect(has(advice({ ramp: undefined }), 'steepest the load')).toBe(false);
  });

  test('more replicas than are approved', () => {
    expect(
      has(
        advice({}, { replicas: stated('replicas', 26) }),
        '26 replicas are needed and 20 is the maximum: more must be approved',
      ),
    ).toBe(true);
    expect(
      has(advice({}, { peak: stated('peak', 5000) }), 'it wants 143 replicas and gets 20; the plan finds 10.'),
    ).toBe(true);
    expect(
      has(advice({}, { replicas: null, peak: stated('peak', 5000) }), '143 replicas are needed and 20 is the maximum'),
    ).toBe(true);
  });

  test('fewer replicas than the plan finds', () => {
    expect(has(advice({ request: '200m' }), 'It does not know of headroom, failures and queues')).toBe(true);
  });

  test('a least number that suffices already, and one that is more than enough', () => {
    const found = advice({ request: '200m', replicas: { min: 12, max: 20 } });
    expect(has(found, 'it wants 8 replicas and keeps its least, 12; the plan finds 10.')).toBe(true);
    expect(has(found, 'It does not know of headroom')).toBe(false);
    expect(has(found, 'Its least, 12, is more than the peak with headroom and failures takes.')).toBe(true);
    const low = advice({ request: '200m', replicas: { min: 2, max: 8 } });
    expect(has(low, 'raise its maximum, and then raise its minimum or lower its target')).toBe(true);
  });

  test('a least and a most that are one number', () => {
    const found = advice({ replicas: { min: 3, max: 3 } });
    expect(has(found, 'Its least and its most are both 3 replicas: it neither adds nor removes any.')).toBe(true);
    expect(found.sentences.join()).not.toMatch(/adds replicas above|Replicas are removed/);
  });

  test('a request above the cores of a pod, and one that nobody stated', () => {
    const cores = stated('cores', 2, 'cores');
    expect(
      has(advice({ request: 4 }, { cores }), 'A pod requests 4 cores and has 2: Kubernetes takes no request'),
    ).toBe(true);
    const assumed = advice({ request: undefined }, { request: cores, cores });
    expect(has(assumed, 'that a pod requests all its 2 cores is an assumption')).toBe(true);
  });

  test('flapping', () => {
    expect(
      has(
        advice({ down: { below: '60%', for: '5m' } }),
        'above the threshold, so that it would be added again at once (flapping)',
      ),
    ).toBe(true);
    expect(has(advice({ down: { below: '50%', for: '5m' } }), 'would leave 75 %: no flapping')).toBe(true);
  });

  test('more replicas than the nodes hold', () => {
    const found = advice({ request: 2, replicas: { min: 2, max: 40 } });
    expect(has(found, '40 replicas request as much CPU as 25 nodes may give, and the cluster has 10 at most.')).toBe(
      true,
    );
    const { cpu: _, ...nodes } = GUIDE.nodes;
    expect(has(advice({ nodes }), 'how many pods fit on a node is not known: write hpa.nodes.cpu')).toBe(true);
  });

  test('one replica at least, and a projected load', () => {
    expect(
      has(advice({ replicas: { min: 1, max: 5 } }), 'with one replica at least, the failure of a pod is an outage'),
    ).toBe(true);
    const peak = { ...stated('peak', 500), basis: 'projected' as const };
    expect(advice({}, { peak }).figures.find(({ id }) => id === 'hpa_desired')!.basis).toBe('projected');
  });

  describe('memory', () => {
    const memory = {
      pod: stated('pod_memory', 4e9, 'bytes'),
      base: stated('memory_base', 1.5e9, 'bytes'),
      perRequest: stated('memory_per_request', 40e6, 'bytes'),
      response: stated('response', 0.5, 'seconds'),
      ceiling: stated('memory_utilization', 0.8, 'ratio'),
    };

    test('it gives way before the CPU asks for more', () => {
      // (3.2 − 1.5) GB ÷ 20 MB are 85 requests/s of a pod; 0.77 × 1 core ÷ 2 ms are 385.
      const found = advice({ request: 1 }, { memory });
      expect(valueIn(found, 'memory_fills')).toBeCloseTo(85, 9);
      expect(has(found, 'before this autoscaler acts: a pod has used 80 % of its memory at 85 requests/s')).toBe(true);
      expect(has(advice({}, { memory }), 'before this autoscaler acts')).toBe(false);
      expect(has(advice({ request: 1 }, { memory, cpuPerRequest: null }), 'nothing is added for memory')).toBe(true);
    });

    test('it is looked at', () => {
      const rule = { request: '3 GB', above: '80%' };
      const found = advice({ request: 1, memory: rule }, { memory });
      // 500 × 0.5 s × 40 MB ÷ (2.4 − 1.5) GB
      expect(valueIn(found, 'memory_desired')).toBe(12);
      expect(has(found, 'above 2.64 GB of memory in a pod')).toBe(true);
      expect(has(found, 'before this autoscaler acts')).toBe(false);
      expect(misreckoned([...given(), ...Object.values(memory), ...found.figures])).toEqual([]);
    });

    test('a pod that never gets there, and one that is there at rest', () => {
      expect(has(advice({ memory: { request: '4 GB', above: '95%' } }, { memory }), 'it is killed before')).toBe(true);
      const idle = advice({ memory: { request: '1 GB', above: '80%' } }, { memory });
      expect(has(idle, 'A pod at rest takes 1.5 GB: it adds replicas up to the maximum')).toBe(true);
      expect(valueIn(idle, 'memory_desired')).toBeUndefined();
    });
  });

  test('targets that nothing reaches, and none that is in time', () => {
    const cores = stated('cores', 2, 'cores');
    expect(has(advice({ up: { above: '2000%' } }, { cores }), 'so that nothing is ever added')).toBe(true);
    const request = stated('cores', 2, 'cores');
    expect(
      has(advice({ request: undefined, up: { above: '95%' } }, { request, cores: request }), 'nothing is ever added'),
    ).toBe(true);
    expect(has(advice({ ramp: { by: 1000, within: '1s' } }), 'no target would be in time')).toBe(true);
    expect(advice({ up: { above: '1%' }, down: undefined }).caveats.join()).not.toContain('a target of 0 %');
  });

  test('pods that are sure of less than what was measured', () => {
    const cores = stated('cores', 2, 'cores');
    expect(has(advice({}, { cores, measuredCores: cores }), 'a pod requests 0.1 cores and is sure of no more')).toBe(
      true,
    );
    expect(has(advice({ request: 2 }, { cores, measuredCores: cores }), 'is sure of no more')).toBe(false);
  });

  test('everything that is not known is asked for, and a manifest is written all the same', () => {
    const nothing = { ...LOAD, request: null, cpuPerRequest: null, capacity: null, peak: null, replicas: null };
    const found = hpaAdvice({ rules: rulesOf({}), ...nothing, prefix: 'small_' });
    expect(found.caveats.slice(0, 9)).toEqual([
      'the manifest scales a Deployment called my-service: write hpa.deployment',
      'no threshold is stated and 70 % is assumed: write hpa.up',
      'no range is stated and 2 to 20 replicas are assumed: write hpa.replicas',
      'the CPU request of a pod is not known, and utilisation is relative to it: write hpa.request',
      'the processor time of a request is not known: watch the CPU of the target in a run',
      'the capacity of a replica is not known: `loadkit capacity`',
      'the peak rate is not known: state a tier or growth',
      'how fast the load rises at its steepest is not known, and whether new replicas are in time: write hpa.ramp',
      'the start of a pod is assumed to take 60 s: measure it (image pull, start, readiness) and write hpa.podStart',
    ]);
    expect(found.figures.every(({ id }) => id.startsWith('small_hpa_'))).toBe(true);
    expect(found.figures.filter(({ basis }) => basis === 'assumed').map(({ id }) => id)).toContain('small_hpa_target');
    expect(parse(found.manifest).spec).toMatchObject({ minReplicas: 2, maxReplicas: 20 });
    expect(misreckoned(found.figures)).toEqual([]);
  });
});

test('properties: every number is its own arithmetic; what keeps up is in time by the safe target', () => {
  const positive = (max: number) => fc.double({ min: 0.001, max, noNaN: true });
  fc.assert(
    fc.property(
      positive(8),
      positive(0.1),
      positive(5000),
      positive(50_000),
      positive(20),
      fc.integer({ min: 1, max: 30 }),
      (request, cpu, capacity, peak, ramp, min) => {
        const load = {
          request: stated('request', request),
          cpuPerRequest: stated('cpu', cpu),
          capacity: stated('capacity', capacity),
          peak: stated('peak', peak),
        };
        const { request: _, ...rules } = GUIDE;
        const found = hpaAdvice({
          ...LOAD,
          ...load,
          rules: rulesOf({ ...rules, replicas: { min, max: 40 }, ramp: { by: ramp, within: '1s' } }),
        });
        expect(misreckoned([...Object.values(load), ...found.figures])).toEqual([]);
        const [reserve, rises, safe] = ['reserve', 'rises', 'safe_target'].map((part) => valueIn(found, part)!);
        // The target of 70 % is in time exactly where it is not above the safe one.
        if (Math.abs(safe! - 0.7) > 1e-9) expect(rises! <= reserve!).toBe(safe! >= 0.7);
      },
    ),
  );
});

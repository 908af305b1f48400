import { describe, expect, test } from 'vitest';
import { hpaFindings } from '../../src/config/hpa.ts';
import { serviceFindings } from '../../src/config/rules.ts';
import { ServiceConfig } from '../../src/config/service-config.ts';
import { checkSchema } from '../../src/input/explain.ts';
import { formatPath } from '../../src/input/finding.ts';

const faults = (hpa: unknown) =>
  checkSchema(ServiceConfig, { hpa }).findings.map(({ path, what }) => `${formatPath(path)}: ${what}`);
const findings = (hpa: object) =>
  hpaFindings(ServiceConfig.parse({ hpa }).hpa!).map(({ path, what }) => `${formatPath(path)}: ${what}`);

test('the scaling guide, in base units', () => {
  const written = {
    deployment: 'maintenance-api',
    namespace: 'maintenance-api',
    request: '100m',
    up: { above: '70%', for: '2m' },
    down: { below: '30%', for: '5m' },
    replicas: { min: 2, max: 20 },
    ramp: { by: 120, within: '10m' },
    podStart: '40s',
    nodes: { min: 2, max: 10, up: { above: '80%' }, down: { below: '20%', for: '10m' }, cpu: 4 },
  };
  expect(ServiceConfig.parse({ hpa: written }).hpa).toEqual({
    deployment: 'maintenance-api',
    namespace: 'maintenance-api',
    request: 0.1,
    up: { above: 0.7, for: 120 },
    down: { below: 0.3, for: 300 },
    replicas: { min: 2, max: 20 },
    ramp: { by: 120, within: 600 },
    podStart: 40,
    nodes: { min: 2, max: 10, up: { above: 0.8, for: 0 }, down: { below: 0.2, for: 600 }, cpu: 4 },
  });
  expect(findings(written)).toEqual([]);
  expect(ServiceConfig.parse({}).hpa).toBeUndefined();
});

test('targets above the request, memory, metrics of an adapter, names with dots', () => {
  const written = {
    deployment: 'web.api-2',
    up: { above: '160%' },
    memory: { request: '512M', above: '80%' },
    metrics: [
      { name: 'http_requests_per_second', average: 100 },
      { name: 'queue', average: '500m', from: 'external' },
    ],
  };
  expect(ServiceConfig.parse({ hpa: written }).hpa).toEqual({
    deployment: 'web.api-2',
    up: { above: 1.6, for: 0 },
    memory: { request: 512e6, above: 0.8 },
    metrics: [
      { name: 'http_requests_per_second', average: 100, from: 'pods' },
      { name: 'queue', average: 0.5, from: 'external' },
    ],
  });
});

test.each([
  [
    { deployment: 'My_App' },
    'hpa.deployment: "My_App" is no name in Kubernetes: write lower case letters, digits, dashes and dots, at most 253',
  ],
  [
    { deployment: 'a-' },
    'hpa.deployment: "a-" is no name in Kubernetes: write lower case letters, digits, dashes and dots, at most 253',
  ],
  [
    { deployment: 'a..b' },
    'hpa.deployment: "a..b" is no name in Kubernetes: write lower case letters, digits, dashes and dots, at most 253',
  ],
  [
    { namespace: 'a.b' },
    'hpa.namespace: "a.b" is no name in Kubernetes: write lower case letters, digits and dashes, at most 63',
  ],
  [{ request: '100 cores' }, 'hpa.request: "100 cores" is no number of cores: write 2, 0.5 or 500m'],
  [{ up: { above: 70 } }, 'hpa.up.above: 70 is no utilisation of a request: write 70%, 0.7 or 160%'],
  [{ up: { above: '0.4%' } }, 'hpa.up.above: Kubernetes takes a target in whole per cent, 1% or more: write 70%'],
  [{ up: { above: '70.5%' } }, 'hpa.up.above: Kubernetes takes a target in whole per cent, 1% or more: write 70%'],
  [{ memory: { request: '1 GB' } }, 'hpa.memory.above: the field "above" is missing'],
  [
    { metrics: [{ name: 'a b', average: 1 }] },
    'hpa.metrics[0].name: "a b" is no name of a metric: write it as the adapter serves it',
  ],
  [
    { metrics: [{ name: 'a', average: 0 }] },
    'hpa.metrics[0].average: 0 is no quantity of Kubernetes of 1m (0.001) or more: write 100, 0.5 or 500m',
  ],
  [
    { nodes: { min: 1, max: 2, up: { above: '160%' } } },
    'hpa.nodes.up.above: "160%" is no share below 100 %: write 5% or 0.05',
  ],
  [{ up: {} }, 'hpa.up.above: the field "above" is missing'],
  [{ replicas: { min: 0, max: 2 } }, 'hpa.replicas.min: must be above 0, found 0'],
  [{ replicas: { min: 2 } }, 'hpa.replicas.max: the field "max" is missing'],
  [{ podStart: '0s' }, 'hpa.podStart: a duration of zero does nothing: write how long it lasts'],
  [{ replica: {} }, 'hpa.replica: unknown field "replica"'],
])('%j is refused', (hpa, line) => expect(faults(hpa)).toEqual([line]));

describe('what goes together', () => {
  test.each([
    [
      { up: { above: '70%' }, down: { below: '70%' } },
      'hpa.down.below: the threshold for fewer is not below the one for more',
    ],
    [{ replicas: { min: 21, max: 20 } }, 'hpa.replicas.min: min 21 is above max 20'],
    [{ up: { above: '70%', for: '2h' } }, 'hpa.up.for: Kubernetes looks back an hour at most'],
    [{ down: { below: '30%', for: '61m' } }, 'hpa.down.for: Kubernetes looks back an hour at most'],
    [{ nodes: { min: 11, max: 10 } }, 'hpa.nodes.min: min 11 is above max 10'],
    [
      { nodes: { min: 1, max: 10, up: { above: '20%' }, down: { below: '20%' } } },
      'hpa.nodes.down.below: the threshold for fewer is not below the one for more',
    ],
  ])('%j', (hpa, line) => expect(findings(hpa)).toEqual([line]));

  test('is told with the service’s findings', () => {
    const service = ServiceConfig.parse({ hpa: { replicas: { min: 3, max: 2 } } });
    expect(serviceFindings(service, { tiers: [], scenarios: [] }).map(({ what }) => what)).toEqual([
      'min 3 is above max 2',
    ]);
  });
});

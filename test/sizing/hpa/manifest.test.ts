import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type HpaManifest, hpaManifest } from '../../../src/sizing/hpa/manifest.ts';
import schema from '../../fixtures/hpa-v2.schema.json' with { type: 'json' };

const Published = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);

const GUIDE: HpaManifest = {
  deployment: 'maintenance-api',
  namespace: 'maintenance-api',
  min: 2,
  max: 20,
  target: 0.7,
  memory: null,
  metrics: [],
  upWindow: 120,
  downWindow: 300,
  head: ['Written by loadkit plan.', 'Second line.'],
  beside: { max: 'unless approved', downWindow: 'below 30 %' },
};

const parsed = (manifest: Partial<HpaManifest> = {}) => parse(hpaManifest({ ...GUIDE, ...manifest }));

test('the scaling guide in Kubernetes’ words', () => {
  expect(parsed()).toEqual({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'maintenance-api', namespace: 'maintenance-api' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'maintenance-api' },
      minReplicas: 2,
      maxReplicas: 20,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
      ],
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 120,
          selectPolicy: 'Max',
          policies: [
            { type: 'Percent', value: 100, periodSeconds: 15 },
            { type: 'Pods', value: 4, periodSeconds: 15 },
          ],
        },
        scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: 'Percent', value: 50, periodSeconds: 60 }] },
      },
    },
  });
  expect(parsed({ namespace: null }).metadata).toEqual({ name: 'maintenance-api' });
});

test('memory, and metrics of an adapter', () => {
  const metrics = [
    { name: 'http_requests_per_second', average: 100, from: 'pods' as const },
    { name: 'queue_length', average: 0.5, from: 'external' as const },
  ];
  expect(parsed({ memory: 0.8, metrics }).spec.metrics.slice(1)).toEqual([
    { type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 80 } } },
    {
      type: 'Pods',
      pods: { metric: { name: 'http_requests_per_second' }, target: { type: 'AverageValue', averageValue: '100' } },
    },
    {
      type: 'External',
      external: { metric: { name: 'queue_length' }, target: { type: 'AverageValue', averageValue: '500m' } },
    },
  ]);
});

test('says what its numbers mean beside them', () => {
  const lines = hpaManifest(GUIDE).split('\n');
  expect(lines.slice(0, 2)).toEqual(['# Written by loadkit plan.', '# Second line.']);
  expect(lines).toContain('  maxReplicas: 20 # unless approved');
  expect(lines).toContain('      stabilizationWindowSeconds: 300 # below 30 %');
  expect(lines).toContain('      stabilizationWindowSeconds: 120');
});

describe('the published schema', () => {
  test('holds for whatever is asked for', () => {
    const manifest = fc.record({
      namespace: fc.constantFrom(null, 'prod'),
      min: fc.integer({ min: 1, max: 50 }),
      max: fc.integer({ min: 50, max: 5000 }),
      target: fc.double({ min: 0.01, max: 3, noNaN: true }),
      memory: fc.option(fc.double({ min: 0.01, max: 3, noNaN: true })),
      metrics: fc.array(
        fc.record({
          name: fc.constantFrom('queue_length', 'http_requests_per_second'),
          average: fc.double({ min: 0.001, max: 1e15, noNaN: true }),
          from: fc.constantFrom('pods' as const, 'external' as const),
        }),
        { maxLength: 3 },
      ),
      upWindow: fc.double({ min: 0, max: 3600, noNaN: true }),
      downWindow: fc.double({ min: 0, max: 3600, noNaN: true }),
    });
    fc.assert(
      fc.property(manifest, (one) => {
        const document = parsed(one);
        expect(Published.safeParse(document).error).toBeUndefined();
        expect(document.spec.metrics[0].resource.target.averageUtilization).toBeGreaterThanOrEqual(1);
        const { scaleUp, scaleDown } = document.spec.behavior;
        for (const { stabilizationWindowSeconds } of [scaleUp, scaleDown])
          expect(stabilizationWindowSeconds).toBeLessThanOrEqual(3600);
      }),
    );
  });

  test('refuses what is none', () => {
    const { spec, ...rest } = parsed();
    for (const broken of [
      rest,
      { ...rest, spec: { ...spec, maxReplicas: '20' } },
      { ...rest, spec: { ...spec, maxReplica: 20 } },
      { ...rest, spec: { ...spec, metrics: [{ type: 'Resource', resource: { name: 'cpu' } }] } },
      { ...rest, spec: { ...spec, behavior: { scaleUp: { policies: [{ type: 'Pods', value: 4 }] } } } },
      { ...rest, spec, apiVersion: 'autoscaling/v1' },
    ])
      expect(Published.safeParse(broken).success).toBe(false);
  });
});

test('kubernetes-validate accepts it, from Kubernetes 1.25 on', (context) => {
  if (spawnSync('kubernetes-validate', ['--version']).error !== undefined) {
    process.stderr.write(
      '\n*** SKIPPED: this machine has no kubernetes-validate (PyPI), the manifest was not validated by it\n',
    );
    context.skip('no kubernetes-validate');
  }
  const folder = mkdtempSync(join(tmpdir(), 'loadkit-hpa-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'hpa.yaml');
  const validate = (text: string, ...flags: string[]) => {
    writeFileSync(file, text);
    return spawnSync('kubernetes-validate', ['--strict', ...flags, file], { encoding: 'utf8' });
  };
  for (const flags of [[], ['-k', '1.25']]) {
    const { status, stdout } = validate(hpaManifest(GUIDE), ...flags);
    expect(stdout).toContain('passed for resource horizontalpodautoscaler/maintenance-api');
    expect(status).toBe(0);
  }
  expect(validate(hpaManifest(GUIDE).replace('maxReplicas', 'maxReplica')).status).not.toBe(0);
}, 60_000);

import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type After, emptyFolder, loadkit, ROOT } from './command.ts';

const CASES = join(ROOT, 'test/fixtures/cases/plan');
/** A run at medium that carried 400 requests/s. */
const SAMPLE = join(ROOT, 'reports/sample');

/** A case as it was seen, with other text in place of some of its own. */
function project(
  name: string,
  changes: Readonly<Record<string, (text: string) => string>> = {},
  after?: After,
): string {
  const cwd = emptyFolder(after);
  cpSync(join(CASES, name), cwd, { recursive: true });
  for (const [file, change] of Object.entries(changes)) {
    const before = readFileSync(join(cwd, file), 'utf8');
    const after = change(before);
    expect(after).not.toBe(before);
    writeFileSync(join(cwd, file), after);
  }
  return cwd;
}

/** What `loadkit plan` says at medium, on one line, with its manifest where it wrote one. */
async function planned(cwd: string, after: After) {
  const { code, stdout, stderr } = await loadkit(
    ['plan', '--tier', 'medium', '--from', SAMPLE, '--hpa', 'hpa.yaml', '--format', 'json'],
    { cwd, after },
  );
  const file = join(cwd, 'hpa.yaml');
  const said = `${stdout}${stderr}`.replace(/\s+/g, ' ');
  return { code, said, manifest: existsSync(file) ? parse(readFileSync(file, 'utf8')) : undefined };
}

interface Row {
  readonly name: string;
  readonly of: string;
  readonly change?: Readonly<Record<string, (text: string) => string>>;
  readonly code?: number;
  readonly says?: readonly string[];
  readonly never?: readonly string[];
  /** What stands in the manifest. */
  readonly metrics?: readonly unknown[];
}

const CONFIG = 'loadkit.config.yaml';
const MEDIUM = 'tiers/medium.yaml';
const utilisation = (name: string, averageUtilization: number) => ({
  type: 'Resource',
  resource: { name, target: { type: 'Utilization', averageUtilization } },
});

const HPA: readonly Row[] = [
  {
    name: 'a target above the request',
    of: '01-hpa-above-100',
    says: ['It adds replicas above 176 % of the CPU request'],
    metrics: [utilisation('cpu', 160)],
  },
  {
    name: 'a target that the cores of a pod never reach',
    of: '01-hpa-above-100',
    change: { [CONFIG]: (text) => text.replace('160%', '900%') },
    says: ['A pod of 2 cores uses 800 % of its request at most, so that nothing is ever added.'],
    metrics: [utilisation('cpu', 900)],
  },
  {
    name: 'a target that rounds to nothing',
    of: '01-hpa-above-100',
    change: { [CONFIG]: (text) => text.replace('160%', '0.4%') },
    code: 2,
    says: ['hpa.up.above', 'Kubernetes takes a target in whole per cent, 1% or more'],
  },
  {
    name: 'per cent that were written as a number',
    of: '01-hpa-above-100',
    change: { [CONFIG]: (text) => text.replace('160%', '160') },
    code: 2,
    says: ['160 is no utilisation of a request: write 70%, 0.7 or 160%'],
  },
  {
    name: 'a name with dots; no name of a namespace has any',
    of: '01-hpa-above-100',
    change: { [CONFIG]: (text) => text.replace('deployment: web', 'deployment: web.api-2') },
    metrics: [utilisation('cpu', 160)],
    says: ['A Kubernetes autoscaler at medium'],
  },
  {
    name: 'flags of the cluster autoscaler',
    of: '01-hpa-above-100',
    change: {
      [CONFIG]: (text) =>
        text.replace(
          'replicas:',
          'nodes: { min: 2, max: 10, up: { above: 80% }, down: { below: 20%, for: 10m } }, replicas:',
        ),
    },
    says: [
      '--nodes=2:10:<node group> --scale-down-utilization-threshold=0.2 --scale-down-unneeded-time=10m',
      'for "above 80 %" it has none',
    ],
  },
  {
    name: 'memory gives way before the CPU asks for more',
    of: '02-hpa-memory-bound',
    says: ['memory gives way before this autoscaler acts', 'it looks at the CPU alone', 'write hpa.memory'],
  },
  {
    name: 'memory that is looked at',
    of: '02-hpa-memory-bound',
    change: { [CONFIG]: (text) => text.replace('replicas:', 'memory: { request: 3 GB, above: 80% }, replicas:') },
    says: ['It also adds replicas above 2.64 GB of memory in a pod', 'of several metrics the one that wants the most'],
    never: ['memory gives way before this autoscaler acts'],
    metrics: [utilisation('cpu', 80), utilisation('memory', 80)],
  },
  {
    name: 'metrics of an adapter',
    of: '02-hpa-memory-bound',
    change: {
      [CONFIG]: (text) =>
        text.replace(
          'replicas:',
          'metrics: [{ name: http_requests_per_second, average: 100 }, { name: queue_length, average: 0.5, from: external }], replicas:',
        ),
    },
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
    name: 'cores in quotes',
    of: '13-cpu-quoted',
    says: [
      'A Kubernetes autoscaler at medium',
      'a pod requests 0.5 cores and is sure of no more; a replica had 2 cores',
    ],
    metrics: [utilisation('cpu', 70)],
  },
];

const POOL: readonly Row[] = [
  {
    name: 'nobody says whose it is: nothing is concluded',
    of: '03-pool-per-process',
    says: ['130 in all', 'medium does not state whose the pool is (database.of: process, replica or deployment)'],
    never: ['130 + 10', '1,600 %'],
  },
  {
    name: 'of each process',
    of: '03-pool-per-process',
    change: {
      [MEDIUM]: (text) =>
        text.replace('overflow: 10', 'overflow: 10, of: process').replace('cpu: 2', 'cpu: 2, workers: 4'),
    },
    // 200/s × 0.4 s are 80 of 16 × 5; 260/s ask for 130 of 16 pools: 9 each.
    says: ['100 % no', '16 × (9 + 10)', 'Its 20 replicas may open 1,200 connections: 5 + 10 in each of 4 processes.'],
    never: ['130 + 10', '130 in all'],
  },
  {
    name: 'of each process, and nobody says how many there are',
    of: '03-pool-per-process',
    change: { [MEDIUM]: (text) => text.replace('overflow: 10', 'overflow: 10, of: process') },
    says: ['medium does not state the processes of a replica (api.workers), each of which has a pool'],
    never: ['130'],
  },
  {
    name: 'of each replica',
    of: '03-pool-per-process',
    change: { [MEDIUM]: (text) => text.replace('overflow: 10', 'overflow: 10, of: replica') },
    says: ['400 % no', '4 × (33 + 10)', '300 connections: 5 + 10 each.'],
  },
  {
    name: 'of the deployment, as it is told',
    of: '03-pool-per-process',
    change: { [MEDIUM]: (text) => text.replace('overflow: 10', 'overflow: 10, of: deployment') },
    says: ['1,600 % no', '130 + 10'],
  },
  {
    name: 'against what the server takes: as stated, as recommended, and under the autoscaler',
    of: '03-pool-per-process',
    change: {
      [MEDIUM]: (text) =>
        text
          .replace('overflow: 10', 'overflow: 10, of: process, maxConnections: 200')
          .replace('cpu: 2', 'cpu: 2, workers: 4'),
    },
    says: [
      'Medium as stated may open 240 connections, and the server takes 200',
      'Medium as recommended may open 304 connections, and the server takes 200',
      '20 replicas may open 1,200 connections, and the server takes 200',
    ],
  },
];

const YAML: readonly (readonly [string, string, (text: string) => string, string[]])[] = [
  [
    'a limit without quotes',
    '14-unquoted-limit',
    (text) => text,
    [':7:15', '> 500ms has no quotes: in YAML > begins a folded block of text', 'write "> 500ms"'],
  ],
  [
    'in a list of fields',
    '14-unquoted-limit',
    (text) => text.replace('critical: > 500ms', 'critical: >= 99%'),
    ['>= 99% has no quotes', 'write ">= 99%"'],
  ],
  [
    'glued together, which YAML reads as an empty text',
    '14-unquoted-limit',
    (text) => text.replace('> 500ms', '>5'),
    ['>5 has no quotes', 'write ">5"'],
  ],
  [
    'in braces',
    '15-two-documents',
    (text) => text.replace('---\n', '').replace('"< 1s"', '> 50/s'),
    ['> 50/s has no quotes', 'write "> 50/s"'],
  ],
  [
    'two documents',
    '15-two-documents',
    (text) => text,
    [':2:1', 'a second YAML document begins here, and a configuration is one', 'remove the line'],
  ],
  [
    'what no text may begin with',
    '15-two-documents',
    (text) => text.replace('---\n', '').replace('name: a', 'name: @a'),
    ['a text that begins with @ needs quotes'],
  ],
];

describe.each([
  ['HPA', HPA],
  ['Whose pool?', POOL],
])('%s', (_, rows) => {
  test.concurrent.for(rows)(
    '$name',
    async ({ of, change, code = 0, says = [], never = [], metrics }, { expect, onTestFinished }) => {
      const ended = await planned(project(of, change, onTestFinished), onTestFinished);
      for (const text of says) expect(ended.said).toContain(text);
      for (const text of never) expect(ended.said).not.toContain(text);
      expect(ended.code).toBe(code);
      if (metrics) expect(ended.manifest.spec.metrics).toEqual(metrics);
    },
  );
});

describe('YAML traps', () => {
  test.each(YAML)('%s', async (_, of, change, says) => {
    const cwd = project(of);
    const file = join(cwd, CONFIG);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    const { code, stderr } = await loadkit(['list'], { cwd });
    for (const text of says) expect(stderr.replace(/\s+/g, ' ')).toContain(text);
    expect(code).toBe(2);
  });
});

import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { kubernetesMonitor } from '../../../src/monitor/kubernetes/kubernetes-monitor.ts';
import { quantityOf } from '../../../src/monitor/kubernetes/quantity.ts';
import type { MissedReading, Monitor, Reading } from '../../../src/monitor/monitor.ts';

const FIXTURES = new URL('../../fixtures/kubernetes/', import.meta.url);
/** Answers as kubectl does, from documents beside it, and keeps what it was asked. */
const REPLAY = `#!/bin/sh
here=$(dirname "$0")
echo "$*" >>"$here/asked"
case "$*" in
  *metrics.k8s.io*) answer=metrics ;;
  *events*) answer=events ;;
  *) answer=workload ;;
esac
if [ -f "$here/$answer.error" ]; then cat "$here/$answer.error" >&2; exit 1; fi
cat "$here/$answer.json"
`;
const DOCUMENTS = ['workload', 'metrics', 'events'] as const;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadkit-kubectl-'));
  writeFileSync(join(folder, 'kubectl'), REPLAY);
  chmodSync(join(folder, 'kubectl'), 0o755);
  for (const name of DOCUMENTS) copyFileSync(new URL(`${name}.json`, FIXTURES), join(folder, `${name}.json`));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

function monitorOf(selector: string | undefined = 'app=web', path = `${folder}:/usr/bin:/bin`): Monitor {
  const given = { name: 'pods', every: 15, namespace: 'shop', selector, context: 'test', timeout: 20 };
  return kubernetesMonitor({ ...given, cwd: folder, env: { PATH: path } });
}

/** Changes a document, as another moment would. */
function later(name: (typeof DOCUMENTS)[number], change: (document: ReturnType<typeof JSON.parse>) => void): void {
  const document = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  change(document);
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(document));
}

const read = (monitor: Monitor): Promise<readonly Reading[]> => monitor.read(new AbortController().signal);
const missed = (monitor: Monitor): Promise<MissedReading> =>
  read(monitor).then(
    () => Promise.reject(new Error('read')),
    (error) => error,
  );
const valuesOf = (readings: readonly Reading[]) =>
  Object.fromEntries(
    readings.map(({ metric, value, tags }) => [[metric, ...Object.values(tags ?? {})].join(' '), value]),
  );

describe('pods of a namespace', () => {
  const [first, second] = ['web-6d4b75cb6d-4xk2p', 'web-6d4b75cb6d-9s7lm'];

  it('replicas that are ready and wanted; CPU and memory, as a share of the limit of the container nearest to it', async () => {
    const values = valuesOf(await read(monitorOf()));
    expect(values).toEqual({
      replicas: 2,
      replicas_wanted: 3,
      [`cpu ${first}`]: 0.2515,
      [`cpu_usage ${first}`]: 0.5,
      [`memory ${first}`]: 148 * 2 ** 20,
      [`memory_usage ${first}`]: 0.5,
      [`cpu ${second}`]: 0.1265,
      [`cpu_usage ${second}`]: 0.25,
      [`memory ${second}`]: 263 * 2 ** 20,
      [`memory_usage ${second}`]: 243 / 256,
    });
    const asked = readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n').sort();
    expect(asked).toEqual([
      'get --raw=/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods?labelSelector=app%3Dweb --request-timeout=20s --context=test',
      'get events --output=json --field-selector=type=Warning --namespace=shop --request-timeout=20s --context=test',
      'get pods,replicasets,statefulsets --output=json --namespace=shop --selector=app=web --request-timeout=20s --context=test',
    ]);
  });

  it('restarts, kills for want of memory and warnings are what came since the reading before', async () => {
    const monitor = monitorOf();
    const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
    await read(monitor);
    later('workload', ({ items }) => {
      const { containerStatuses } = items[0].status;
      containerStatuses[0].restartCount = 1;
      const terminated = {
        containerID: 'containerd://77',
        exitCode: 137,
        finishedAt: '2026-11-30T07:20:00Z',
        reason: 'OOMKilled',
      };
      containerStatuses[0].lastState = { terminated };
    });
    later('events', ({ items }) => {
      items[0].count = 6;
      items.push({ ...items[0], metadata: { ...items[0].metadata, uid: 'e4' }, count: 1 });
      items[2].count = 20;
    });
    clock.mockReturnValue(10_000);
    const values = valuesOf(await read(monitor));
    expect(values).toMatchObject({
      restarts: 0.1,
      oom_kills: 0.1,
      'warnings BackOff': 0.3,
      'warnings FailedCreate': 0,
    });
    expect(values).not.toHaveProperty('warnings Unhealthy');
    clock.mockReturnValue(20_000);
    expect(valuesOf(await read(monitor))).toMatchObject({ restarts: 0, oom_kills: 0, 'warnings BackOff': 0 });
  });

  it('what the metrics server has said for long is no reading any more, and that is told', async () => {
    const monitor = monitorOf();
    const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
    await read(monitor);
    clock.mockReturnValue(90_000);
    expect(valuesOf(await read(monitor))).toHaveProperty(`cpu ${first}`);
    later('metrics', ({ items }) => {
      items[1].timestamp = '2026-11-30T07:11:21Z';
    });
    clock.mockReturnValue(91_000);
    const { message, readings } = await missed(monitor);
    expect(message).toBe('the metrics server says nothing new of some pods');
    expect(valuesOf(readings)).toMatchObject({ replicas: 2, [`cpu ${second}`]: 0.1265 });
    expect(valuesOf(readings)).not.toHaveProperty(`cpu ${first}`);
  });

  it('a part that fails leaves the others, in words without addresses', async () => {
    writeFileSync(
      join(folder, 'metrics.error'),
      'Error from server (NotFound): the server could not find the requested resource',
    );
    writeFileSync(
      join(folder, 'events.error'),
      'Error from server (Forbidden): events is forbidden: User "u" cannot list resource "events"',
    );
    const { message, readings } = await missed(monitorOf());
    expect(message).toBe('the cluster does not serve metrics of pods; the cluster does not let this user list events');
    expect(valuesOf(readings)).toEqual({ replicas: 2, replicas_wanted: 3 });
  });

  it.each([
    ['Unable to connect to the server: dial tcp 10.9.8.7:6443: i/o timeout', 'the cluster does not answer'],
    ['error: context "test" does not exist', 'kubectl has no such context'],
    ['error: You must be logged in to the server (Unauthorized)', 'the cluster does not know this user'],
    ['panic: secret', 'kubectl ended with code 1 when asked for pods and what keeps them: run it by hand to see why'],
  ])('%s', async (said, told) => {
    writeFileSync(join(folder, 'workload.error'), said);
    expect((await missed(monitorOf())).message).toBe(told);
  });

  it('no pods, another document, or no kubectl: a gap, and no 0', async () => {
    expect((await missed(monitorOf('app=web', '/nowhere'))).message).toBe('there is no kubectl on the PATH');
    later('workload', (list) => list.items.splice(0));
    expect((await missed(monitorOf())).message).toBe('the namespace shop has no such pods now');
    expect(existsSync(join(folder, 'asked'))).toBe(true);
    writeFileSync(join(folder, 'workload.json'), '{"kind":"Status"}');
    expect((await missed(monitorOf())).message).toBe('what kubectl says of pods and what keeps them is not understood');
  });
});

it.each([
  ['250m', 0.25],
  ['259106n', 0.000259106],
  ['650528Ki', 650528 * 1024],
  ['1.5Gi', 1.5 * 2 ** 30],
  ['128974848', 128974848],
  ['129e6', 129e6],
  ['2E', 2e18],
  ['12mm', undefined],
  ['', undefined],
  ['Ki', undefined],
])('the quantity %s is %s', (text, value) => {
  if (value === undefined) expect(quantityOf(text)).toBeUndefined();
  else expect(quantityOf(text)).toBeCloseTo(value, 12);
});

it('a quantity is its number times its suffix', () => {
  fc.assert(fc.property(fc.nat(1e6), (n) => quantityOf(`${n}Mi`) === quantityOf(`${n * 1024}Ki`)));
});

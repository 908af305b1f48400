import { expect, it } from 'vitest';
import type { Reading } from '../../src/monitor/monitor.ts';
import { Noticing } from '../../src/monitor/noticing.ts';
import { Taking } from '../../src/monitor/page/taking.ts';

const reading = (metric: string, value: number, unit: Reading['unit'] = 'none', tags = {}): Reading => ({
  ...{ metric, unit, value, tags },
});

it('another number of replicas is a scaling, one that is only wished for is not, and a counted restart is a restart', () => {
  const noticing = new Noticing();
  const at = (replicas: number, restarts: number) =>
    noticing
      .from([
        reading('kube_deployment_status_replicas_available', replicas, 'none', { deployment: 'app' }),
        reading('kube_deployment_spec_replicas', replicas * 7),
        reading('kube_deployment_status_replicas_unavailable', replicas * 3),
        reading('kube_pod_container_status_restarts_total', restarts, 'per second'),
        reading('restarts', restarts),
      ])
      .map(({ kind, text }) => `${kind}: ${text}`);
  expect(at(2, 0)).toEqual([]);
  expect(at(2, 0)).toEqual([]);
  expect(at(3, 0)).toEqual(['scaling: kube_deployment_status_replicas_available (deployment app) went from 2 to 3']);
  expect(at(3, 1)).toEqual(['restart: kube_pod_container_status_restarts_total grew', 'restart: restarts grew']);
});

const page = (start: number | undefined, requests: number, cpu: number, errors = 0) =>
  [
    ...(start === undefined ? [] : [`process_start_time_seconds ${start}`]),
    `http_requests_total{status="200"} ${requests}`,
    `http_requests_total{status="500"} ${errors}`,
    `process_cpu_seconds_total ${cpu}`,
    '',
  ].join('\n');

/** What pages that are read one after the other show of restarts. */
function restartsOf(pages: readonly string[], began?: number): string[][] {
  const taking = new Taking([], began);
  return pages.map((text, at) => {
    taking.read(text, at);
    return [...taking.restarts];
  });
}

it('a page that says when its process started shows a restart once', () => {
  expect(restartsOf([page(1000, 50, 5), page(1000, 60, 6), page(1060, 3, 1), page(1060, 9, 2)])).toEqual([
    [],
    [],
    ['process_start_time_seconds rose'],
    [],
  ]);
});

it('replicas that take turns behind one address, begun before the run, are no restart', () => {
  const [old, young] = [page(1000, 500, 50), page(2000, 40, 4)];
  expect(restartsOf([old, young, old, young], 5000).flat()).toEqual([]);
  expect(restartsOf([old, young, page(5100, 1, 1)], 5000).flat()).toHaveLength(1);
});

it('of a page that does not say so, several counters that begin again at once are one; a single reset is none', () => {
  expect(restartsOf([page(undefined, 50, 5, 2), page(undefined, 60, 6, 2), page(undefined, 3, 1, 0)])).toEqual([
    [],
    [],
    ['3 counters began again'],
  ]);
  expect(restartsOf([page(undefined, 50, 5, 2), page(undefined, 60, 6, 1)]).flat()).toEqual([]);
});

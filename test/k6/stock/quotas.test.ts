import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Quotas } from '../../../src/k6/stock/quotas.ts';

const MACHINE = '/proc/pressure/cpu';

/** Control groups as files, and a way to write more of them. */
function tree(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'loadkit-groups-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { root, write };
}

const version2 = () =>
  tree({
    'cgroup.controllers': 'cpu memory\n',
    'own/cpu.max': '20000 100000\n',
    'own/cpu.stat': 'usage_usec 1\nthrottled_usec 1000000\n',
    'own/inner/cpu.max': '50000 100000\n',
    'own/inner/cpu.stat': 'throttled_usec 2000000\n',
    'other/cpu.max': 'max 100000\n',
    'other/cpu.stat': 'throttled_usec 4000000\n',
    'other/container/cpu.max': '50000 100000\n',
    'other/container/cpu.stat': 'throttled_usec 8000000\n',
  });

it.each([
  ['of the own group: those in it', 'own/cpu.pressure', '0::/own\n', 2],
  ['of the machine: all but the own group', undefined, '0::/own\n', 10],
  ['of the machine, deep in a group', undefined, '0::/own/inner\n', 8],
  ['of the machine, from its root', undefined, '0::/\n', 11],
])('quotas of the groups whose pressure is read are added up, %s', (_, pressure, groups, want) => {
  const { root, write } = version2();
  const quotas = new Quotas(root, pressure ? join(root, pressure) : MACHINE, groups);
  expect(quotas.read()).toBe(0);
  for (const [group, was] of [
    ['own', 1],
    ['own/inner', 2],
    ['other', 4],
    ['other/container', 8],
  ] as const)
    write(`${group}/cpu.stat`, `throttled_usec ${2 * was * 1e6}\n`);
  expect(quotas.read()).toBe(want);
});

it('the quotas of version 1 count for the pressure of the machine, not for that of a group of version 2', () => {
  const { root, write } = tree({
    'cpu,cpuacct/cpu.cfs_quota_us': '-1\n',
    'cpu,cpuacct/a/cpu.cfs_quota_us': '50000\n',
    'cpu,cpuacct/a/cpu.stat': 'nr_throttled 2\nthrottled_time 1000000000\n',
    'cpu,cpuacct/loadkit/cpu.cfs_quota_us': '50000\n',
    'cpu,cpuacct/loadkit/cpu.stat': 'throttled_time 0\n',
    'unified/user.slice/cpu.pressure': '',
  });
  symlinkSync('cpu,cpuacct', join(root, 'cpu'));
  const quotas = new Quotas(root, join(root, 'unified/cpu.pressure'), '4:cpu,cpuacct:/loadkit\n0::/\n');
  quotas.read();
  write('cpu/a/cpu.stat', 'throttled_time 1500000000\n');
  write('cpu/loadkit/cpu.stat', 'throttled_time 9000000000\n');
  expect(quotas.read()).toBe(0.5);
  expect(new Quotas(root, join(root, 'unified/user.slice/cpu.pressure'), '0::/user.slice\n').read()).toBeNull();
});

it('groups with a quota come and go', () => {
  const { root, write } = version2();
  const quotas = new Quotas(root, MACHINE, '0::/own\n');
  const readAgain = () => Array.from({ length: 15 }, () => quotas.read());
  quotas.read();
  rmSync(join(root, 'other'), { recursive: true });
  write('late/cpu.max', '50000 100000\n');
  write('late/cpu.stat', 'throttled_usec 7000000\n');
  readAgain();
  write('late/cpu.stat', 'throttled_usec 9000000\n');
  expect(quotas.read()).toBe(2);
});

it('where no pressure is read no quotas are', () => {
  expect(new Quotas(version2().root, null, '0::/own\n').read()).toBeNull();
});

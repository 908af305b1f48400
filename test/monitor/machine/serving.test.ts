import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { processesIn, processesOf, watchesProcesses } from '../../../src/monitor/machine/serving.ts';
import { emptyFolder } from '../../e2e/command.ts';

const LOADKIT = 10;
const SOCKET = 4711;

/** A machine on which processes (number: [name, parent, whether it holds the socket]) run, one of which listens on 8080. */
function machine(processes: Readonly<Record<number, readonly [string, number, boolean]>>) {
  const proc = emptyFolder();
  mkdirSync(join(proc, 'net'));
  const line = (state: string, port: string, inode: number) =>
    `   0: 0100007F:${port} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100`;
  // 0x1F90 is 8080; what is connected (01) does not listen (0A).
  writeFileSync(
    join(proc, 'net/tcp'),
    ['  sl  local_address …', line('0A', '1F90', SOCKET), line('01', '1F90', 5000)].join('\n'),
  );
  for (const [pid, [name, parent, holds]] of Object.entries(processes)) {
    mkdirSync(join(proc, pid, 'fd'), { recursive: true });
    writeFileSync(join(proc, pid, 'stat'), `${pid} (${name}) S ${parent} ${'0 '.repeat(9)}7 8 0 0 0 0 0 0 99 0`);
    symlinkSync('/dev/null', join(proc, pid, 'fd/0'));
    symlinkSync(`socket:[${holds ? SOCKET : 5000}]`, join(proc, pid, 'fd/3'));
  }
  return { proc, own: LOADKIT };
}

/** loadkit with its engine, and a service of a master and two workers beside them. */
const SERVICE = {
  1: ['init', 0, false],
  10: ['node', 1, false],
  11: ['k6', 10, false],
  20: ['gunicorn', 1, true],
  21: ['gunicorn', 20, true],
  22: ['gunicorn', 20, false],
} as const;
const TARGET = new URL('http://127.0.0.1:8080');

describe('what serves the target', () => {
  test.each([
    ['all that listen, with what they started', [20, 21, 22], 'replica'],
    ['more than that', [1, 20, 21, 22], 'replica'],
    ['a part of it', [20, 21], undefined],
    ['something else', [1], undefined],
    ['nothing', [], undefined],
    ['loadkit', [10], 'generator'],
    ['its engine, beside the service', [11, 20, 21, 22], 'generator'],
  ] as const)('%s', (_, watched, is) => {
    expect(watchesProcesses([...watched], TARGET, machine(SERVICE))).toBe(is);
  });

  test('also where loadkit started it, as it does the sandbox', () => {
    const here = machine({ 10: ['node', 1, false], 11: ['k6', 10, false], 12: ['node', 10, true] });
    expect(watchesProcesses([12], TARGET, here)).toBe('replica');
    expect(watchesProcesses(processesOf('node', here.proc), TARGET, here)).toBe('generator');
  });

  test.each([
    ['another port', 'http://127.0.0.1:8081'],
    ['another machine', 'http://192.0.2.1:8080'],
  ])('not of %s', (_, target) => {
    expect(watchesProcesses([20, 21, 22], new URL(target), machine(SERVICE))).toBeUndefined();
  });

  test('processes by number and by name; of a control group with those below it', () => {
    const here = machine(SERVICE);
    expect(processesOf(21, here.proc)).toEqual([21]);
    expect(processesOf('gunicorn', here.proc).sort()).toEqual([20, 21, 22]);
    const group = join(here.proc, 'app.service');
    mkdirSync(join(group, 'workers'), { recursive: true });
    writeFileSync(join(group, 'cgroup.procs'), '20\n');
    writeFileSync(join(group, 'workers/cgroup.procs'), '21\n22\n');
    expect(processesIn(group)).toEqual([20, 21, 22]);
  });
});

import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { heeding } from '../../src/host/heeding.ts';
import { runProgram } from '../../src/host/program.ts';

const env = { PATH: '/usr/bin:/bin' };
const sh = (script: string, patience = 20_000) => runProgram({ file: 'sh', args: ['-c', script], env, patience });

describe.skipIf(process.platform === 'win32')('a program', () => {
  test('is run to its end, with what it wrote', async () => {
    expect(await sh('echo out; echo err >&2; exit 3')).toEqual({
      ...{ code: 3, signal: null, overdue: false },
      ...{ stdout: 'out\n', stderr: 'err\n' },
    });
  });

  test('that ignores every signal ends with its patience, and what it started with it', async () => {
    const { overdue, signal, stdout } = await sh("trap '' INT TERM HUP; sleep 300 & echo $!; wait; wait", 300);
    expect({ overdue, signal }).toEqual({ overdue: true, signal: 'SIGKILL' });
    await gone(Number(stdout));
  });

  test('ends with the wish that its work heeds', async () => {
    const control = new AbortController();
    const running = heeding(control.signal, () => sh("trap '' INT TERM; sleep 300"));
    await pause(100);
    control.abort('wish');
    await expect(running).rejects.toBe('wish');
  });

  test('whose child holds its outputs is not waited for', async () => {
    const { code, stdout } = await sh('(trap "" HUP; exec setsid sleep 5) & echo whole');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'whole\n' });
  });

  test('that cannot be started rejects', async () => {
    await expect(runProgram({ file: '/nowhere/at/all', args: [], env, patience: 1_000 })).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await pause(20);
  }
}

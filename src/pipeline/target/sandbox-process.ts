import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { RunError } from '../../errors.ts';
import { heeded, whenAborted } from '../../host/heeding.ts';
import { endGroup } from '../../host/lifeline.ts';

export interface SandboxProcess {
  readonly url: string;
  readonly words: string;
  stop(): Promise<void>;
}

const START_SECONDS = 10;

/**
 * Starts `loadkit sandbox` as a process of its own, on a free loopback port, and waits until it listens. It lives as
 * long as its standard input is open: it cannot outlive this process.
 */
export async function startSandboxProcess(cli: string, flags: readonly string[]): Promise<SandboxProcess> {
  const child = spawn(process.execPath, [cli, 'sandbox', '--port', '0', '--json', '--until-stdin-ends', ...flags], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // A Ctrl-C on the terminal is loadkit's to handle: the target must outlive the load.
    detached: true,
  });
  await once(child, 'spawn');
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-2000);
  });
  const unheed = whenAborted(heeded(), () => endGroup(child));
  const first = await Promise.race([firstLine(child), exited(child), timeout()]);
  unheed();
  if (typeof first !== 'string') {
    child.kill('SIGKILL');
    throw new RunError(
      { what: 'the sandbox did not start', why: log.trim() || first.why, next: 'try: loadkit sandbox' },
      8,
    );
  }
  const { url, words } = JSON.parse(first) as { url: string; words: string };
  return { url, words, stop: () => stop(child) };
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line;
  return new Promise<string>(() => undefined);
}

function exited(child: ChildProcess): Promise<{ why: string }> {
  return new Promise((resolve) => child.once('exit', (code) => resolve({ why: `it ended with exit code ${code}` })));
}

function timeout(): Promise<{ why: string }> {
  return new Promise((resolve) => {
    setTimeout(() => resolve({ why: `no answer within ${START_SECONDS} s` }), START_SECONDS * 1000).unref();
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.stdin?.end();
  const killer = setTimeout(() => child.kill('SIGKILL'), 3000);
  await ended;
  clearTimeout(killer);
}

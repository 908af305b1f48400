import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { After } from './command.ts';

/** A 20-line service of the user's own, answering 200 after `delay` ms (or as `answer` says). */
export async function startService(
  answer: (path: string) => { status?: number; delay?: number; body?: string } = () => ({}),
  after: After = onTestFinished,
): Promise<{ url: string; requests: () => number }> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const { status = 200, delay = 2, body = '{"ok":true}' } = answer(request.url ?? '/');
    request.resume();
    setTimeout(() => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body);
    }, delay);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: () => requests };
}

/** A sandbox of the test's own. */
export async function startOwnSandbox(options: SandboxOptions, after: After = onTestFinished): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  after(() => sandbox.close());
  return sandbox;
}

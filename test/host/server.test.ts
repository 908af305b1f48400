import { readFileSync } from 'node:fs';
import { createServer as createHttp2 } from 'node:http2';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { firstAnswer, freePort, startServer } from '../../src/host/server.ts';

const env = { PATH: process.env['PATH'] ?? '' };
const served = (command: string, more = {}) => startServer({ command, cwd: process.cwd(), env: { ...env, ...more } });
const NODE = `${process.execPath} -e "require('node:http').createServer((_, r) => r.writeHead(404).end()).listen(process.env.PORT, '127.0.0.1')"`;

describe.skipIf(process.platform === 'win32')('a server', () => {
  test('answers, whatever it answers, and is gone when it is stopped, with what it started', async () => {
    const port = await freePort();
    const server = await served(`${NODE} & wait`, { PORT: String(port) });
    const url = `http://127.0.0.1:${port}`;
    expect(await firstAnswer(url, server.ended, 60)).toBeUndefined();
    await server.stop();
    expect(server.ended()).toBeDefined();
    await expect(fetch(url)).rejects.toThrow();
  });

  test('that nobody vouches for, or that speaks another protocol, answers as well', async () => {
    const pem = (name: string) => readFileSync(new URL(`../k6/certs/${name}.pem`, import.meta.url));
    const own = createHttps({ key: pem('key'), cert: pem('self-signed') }, (_, response) => response.end());
    for (const [server, scheme] of [
      [own, 'https'],
      [createHttp2(), 'http'],
    ] as [Server, string][]) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const answer = await firstAnswer(`${scheme}://user:word@127.0.0.1:${port}`, () => undefined, 20);
      server.close();
      expect([scheme, answer]).toEqual([scheme, undefined]);
    }
  });

  test('that ends by itself says how, with its last words', async () => {
    const server = await served('echo no such version >&2; exit 3');
    expect(await firstAnswer('http://127.0.0.1:9', server.ended, 60)).toBe(
      'it ended with exit code 3: no such version',
    );
    await server.stop();
  });

  test('that never answers is not waited for', async () => {
    const server = await served('sleep 60');
    expect(await firstAnswer('http://127.0.0.1:9', server.ended, 0.3)).toBe('nothing answered within 0.3 s');
    await server.stop();
    await pause(0);
    expect(server.ended()).toBe('it was ended by SIGTERM');
  });
});

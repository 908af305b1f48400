import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { RunError } from '../../src/errors.ts';
import { reachTarget } from '../../src/target/reach.ts';

const certs = path.join(import.meta.dirname, 'certs');
const caFile = path.join(certs, 'ca.pem');
const pem = (name: string) => readFileSync(path.join(certs, `${name}.pem`));

const open: net.Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listen(server: net.Server): Promise<string> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const tls = (name: string) =>
  listen(https.createServer({ key: pem('key'), cert: pem(name) }, (_, response) => response.end('ok')));

const failure = (input: Parameters<typeof reachTarget>[0]) =>
  reachTarget(input).then(
    () => undefined,
    (error: RunError) => error,
  );

describe('reachTarget', () => {
  test.each([200, 301, 404, 503])('an answer with %i counts', async (status) => {
    const host = await listen(http.createServer((_, response) => response.writeHead(status).end()));
    expect(await reachTarget({ target: `http://${host}/base` })).toMatchObject({ status });
  });

  test('a WebSocket’s URL is asked over HTTP, a name at its pinned address', async () => {
    const host = await listen(http.createServer((_, response) => response.writeHead(426).end()));
    expect(
      await reachTarget({ target: `ws://pinned.example:${host.split(':')[1]}`, address: '127.0.0.1' }),
    ).toMatchObject({ status: 426 });
  });

  test('what answers in another protocol is there', async () => {
    const host = await listen(net.createServer((socket) => socket.end('\0\0\x12\x04\0\0\0\0\0')));
    expect(await reachTarget({ target: `http://${host}` })).toMatchObject({ status: null });
  });

  test('a refused connection is exit 8', async () => {
    const server = net.createServer();
    const host = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await failure({ target: `http://${host}` })).toMatchObject({
      exitCode: 8,
      message: expect.stringContaining('connection refused'),
    });
  });

  test('silence is exit 8 after two tries of two seconds', async () => {
    let tries = 0;
    const host = await listen(
      net.createServer(() => {
        tries += 1;
      }),
    );
    expect(await failure({ target: `http://${host}` })).toMatchObject({
      exitCode: 8,
      message: expect.stringContaining('no answer within 2 s'),
    });
    expect(tries).toBe(2);
  });

  test('a connection that is cut is exit 8', async () => {
    const host = await listen(net.createServer((socket) => socket.resetAndDestroy()));
    expect(await failure({ target: `http://${host}` })).toMatchObject({
      exitCode: 8,
      message: expect.stringContaining('reset'),
    });
  });

  test.each([
    ['self-signed', 'self-signed'],
    ['expired', 'has expired'],
    ['wrong-host', 'for another host'],
  ])('a certificate that is %s is exit 8 with the x509 reason', async (name, reason) => {
    const host = await tls(name);
    expect(await failure({ target: `https://${host}`, caFile })).toMatchObject({
      exitCode: 8,
      message: expect.stringMatching(`x509: .*${reason}`),
    });
    expect(await reachTarget({ target: `https://${host}`, caFile, insecure: true })).toMatchObject({ status: 200 });
  });

  test('an unknown authority is exit 8, a known one is trusted', async () => {
    const host = await tls('good');
    expect(await failure({ target: `https://${host}` })).toMatchObject({ message: expect.stringContaining('x509') });
    expect(await reachTarget({ target: `https://${host}`, caFile })).toMatchObject({ status: 200 });
  });

  test('https to a plain server says what to write', async () => {
    const host = await listen(http.createServer());
    expect(await failure({ target: `https://${host}` })).toMatchObject({
      exitCode: 8,
      message: expect.stringContaining(`http://${host}`),
    });
  });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { safetyOptions } from '../../../src/k6/local/options.ts';
import { askTarget } from '../../../src/k6/local/preflight.ts';
import { preflight } from '../../../src/pipeline/target/preflight.ts';
import { engineBinary } from '../engine/engine-binary.ts';

const certs = path.join(import.meta.dirname, '../certs');
const pem = (name: string) => readFileSync(path.join(certs, `${name}.pem`));
const engine = { path: engineBinary ?? '' };
const safety = safetyOptions({ addresses: [] });

const open: net.Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listen(server: net.Server, address = '127.0.0.1'): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  return (server.address() as AddressInfo).port;
}

const ok: http.RequestListener = (_, response) => void response.end('ok');
const ask = (url: string, options: Record<string, unknown> = {}) => askTarget({ engine, url, options, safety });
const reach = (url: string, options: Record<string, unknown> = {}) =>
  preflight({ engine, url, options, addresses: [{ name: null, address: '127.0.0.1' }] });

/** A client's certificate that vouches for itself; undefined without openssl. */
function ownCertificate(): { cert: string; key: string } | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'loadkit-client-'));
  try {
    const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
    const how = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=client'.split(' ');
    const { status } = spawnSync('openssl', ['req', ...how, '-keyout', key, '-out', cert]);
    return status === 0 ? { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') } : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.skipIf(!engineBinary)('the first request, by k6 itself', () => {
  test('says loadkit, comes once, and any status is an answer', async () => {
    const seen: (string | undefined)[] = [];
    const port = await listen(
      http.createServer((request, response) => {
        seen.push(request.headers['user-agent']);
        response.writeHead(503).end();
      }),
    );
    expect(await ask(`ws://127.0.0.1:${port}/base`)).toMatchObject({ status: 503 });
    expect((await reach(`http://127.0.0.1:${port}/base`)).failure).toBeUndefined();
    expect(seen).toEqual(['loadkit preflight', 'loadkit preflight']);
  });

  test('goes where the script’s `hosts` lead', async () => {
    const port = await listen(http.createServer(ok));
    const hosts = { 'shop.example.org': `127.0.0.1:${port}` };
    expect(await ask('http://shop.example.org/', { hosts })).toMatchObject({ status: 200 });
  });

  test('takes certificates as the script does', async () => {
    const port = await listen(https.createServer({ key: pem('key'), cert: pem('self-signed') }, ok));
    const url = `https://127.0.0.1:${port}`;
    expect((await reach(url)).failure?.message).toContain('x509');
    expect((await reach(url, { insecureSkipTLSVerify: true })).failure).toBeUndefined();
  });

  test('shows the script’s own certificate to a server that asks for one; without it the alert is an answer', async (context) => {
    const own = ownCertificate();
    if (!own) return context.skip('no openssl to make a client’s certificate with');
    const options = { key: pem('key'), cert: pem('good'), ca: own.cert, requestCert: true, rejectUnauthorized: true };
    const url = `https://127.0.0.1:${await listen(https.createServer(options, ok))}`;
    const shown = await ask(url, { insecureSkipTLSVerify: true, tlsAuth: [own] });
    expect(shown).toEqual({ status: 200, errorCode: 0, error: '' });
    const alerted = await reach(url, { insecureSkipTLSVerify: true });
    expect(alerted.failure).toBeUndefined();
  });

  test('speaks HTTP/2 where that is all there is, and takes another protocol for an answer', async () => {
    const server = http2.createSecureServer({ key: pem('key'), cert: pem('self-signed') }, (_, response) => {
      response.end('ok');
    });
    const url = `https://127.0.0.1:${await listen(server)}`;
    expect(await ask(url, { insecureSkipTLSVerify: true })).toMatchObject({ status: 200 });
    const other = await listen(net.createServer((socket) => socket.end('\0\0\x12\x04\0\0\0\0\0')));
    expect((await reach(`http://127.0.0.1:${other}`)).failure).toBeUndefined();
  });

  test('a server that resets, and one that never answers, are there', async () => {
    const cut = await listen(net.createServer((socket) => socket.resetAndDestroy()));
    expect((await reach(`http://127.0.0.1:${cut}`)).failure).toBeUndefined();
    const sockets = new Set<net.Socket>();
    const silent = await listen(net.createServer((socket) => void sockets.add(socket)));
    const reached = await reach(`http://127.0.0.1:${silent}`);
    for (const socket of sockets) socket.destroy();
    expect(reached.failure).toBeUndefined();
    expect(reached.notes).toEqual([expect.stringContaining('did not answer within 5 s')]);
  });

  test('nothing listening is exit 8, https to a plain server says what to write', async () => {
    const server = net.createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect((await reach(`http://127.0.0.1:${port}`)).failure).toMatchObject({
      exitCode: 8,
      message: expect.stringContaining('connection refused'),
    });
    const plain = await listen(http.createServer(ok));
    expect((await reach(`https://127.0.0.1:${plain}`)).failure?.message).toContain(`is it http://127.0.0.1:${plain}?`);
  });

  test('a name is asked at each of its addresses, and pinned to the one that answers', async (context) => {
    const port = await listen(http.createServer(ok), '::1').catch(() => undefined);
    if (port === undefined) return context.skip('this machine has no ::1');
    const addresses = [
      { name: 'localhost', address: '127.0.0.1' },
      { name: 'localhost', address: '::1' },
    ];
    const reached = await preflight({ engine, url: `http://localhost:${port}`, options: {}, addresses });
    expect(reached.failure).toBeUndefined();
    expect(safetyOptions(reached).hosts).toEqual({ localhost: '::1' });
    expect(reached.notes).toEqual([expect.stringContaining('localhost answers at ::1, not at 127.0.0.1')]);
  });
});

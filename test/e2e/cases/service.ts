import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createGrpc, createSecureServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { ROOT } from '../command.ts';
import { acceptWebSocket } from '../plain/web-socket.ts';

/** How the service fails as a whole: from which request on (loadkit's first question not counted), and how. */
export interface Failing {
  readonly slowAfter?: number;
  readonly silentAfter?: number;
}

/** What the cases talk to: HTTP and WebSocket, TLS with a certificate that nobody signed, gRPC plain and with TLS. */
export interface Service {
  /** `host:port` of each, by the ports that the scripts were written with. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Requests over HTTP that were asked, without loadkit's own first one. */
  readonly asked: () => number;
  readonly close: () => Promise<void>;
}

const CERTIFICATES = join(ROOT, 'test/k6/certs');
const key = readFileSync(join(CERTIFICATES, 'key.pem'));
const certificate = (name: string) => readFileSync(join(CERTIFICATES, name));
/** What a client must trust to find the gRPC server's certificate good. */
export const AUTHORITY = join(CERTIFICATES, 'ca.pem');

const SLOW = 400;
const LONGEST_PATH = 256 * 1024;

export async function startService({ slowAfter = Infinity, silentAfter = Infinity }: Failing = {}): Promise<Service> {
  let asked = 0;
  const respond = (request: IncomingMessage, response: ServerResponse) => {
    if (!request.headers['user-agent']?.startsWith('loadkit')) asked++;
    if (asked > silentAfter) return;
    void textOf(request).then((body) => answer(request, response, body, asked > slowAfter ? SLOW : 0));
  };
  const plain = createServer({ maxHeaderSize: LONGEST_PATH }, respond);
  plain.on('upgrade', acceptWebSocket);
  const tls = createSecureServer({ key, cert: certificate('self-signed.pem'), allowHTTP1: true });
  // Both protocols arrive here with the same few methods.
  tls.on('request', (request, response) =>
    respond(request as unknown as IncomingMessage, response as unknown as ServerResponse),
  );
  const grpc = createGrpc().on('stream', serveCall);
  const grpcTls = createSecureServer({ key, cert: certificate('good.pem') }).on('stream', serveCall);
  const open = new Set<{ destroy(): void }>();
  const servers: readonly Server[] = [plain, tls, grpc, grpcTls];
  for (const server of servers) {
    server.on('connection', (socket) => {
      open.add(socket);
      socket.on('error', () => {}).on('close', () => open.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
  const [http, https, calls, callsTls] = servers.map(
    (server) => `127.0.0.1:${(server.address() as AddressInfo).port}`,
  ) as [string, string, string, string];
  const close = async () => {
    const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
    for (const socket of open) socket.destroy();
    await Promise.all(closed);
  };
  const addresses = {
    '127.0.0.1:8341': http,
    '127.0.0.1:8342': https,
    'localhost:10000': calls,
    'localhost:10001': callsTls,
  };
  return { addresses, asked: () => asked, close };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function answer(request: IncomingMessage, response: ServerResponse, body: string, delay: number): void {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [, first, second] = url.pathname.split('/');
  const send = (status: number, text: string, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(text);
  };
  const echo = () => send(200, JSON.stringify({ args: Object.fromEntries(url.searchParams), data: body }));
  const waits = { delay: Number(second) * 1000, slow: Number(url.searchParams.get('ms') ?? 100) };
  if (first === 'silent') return;
  if (first === 'status') send(Number(second), '{}');
  else if (first === 'loop') send(302, '', { location: `/loop?n=${Number(url.searchParams.get('n') ?? 0) + 1}` });
  else if (first === 'to-login') send(302, '', { location: '/login' });
  else if (first === 'markup') send(200, `<html>${'<p class="e">an error\n'.repeat(Number(second) * 45)}</html>`);
  else setTimeout(echo, waits[first as keyof typeof waits] ?? delay);
}

/** Any unary call is answered with the default message. */
function serveCall(stream: ServerHttp2Stream): void {
  const NO_FIELDS = Buffer.alloc(5);
  stream.on('error', () => {});
  stream.resume().on('end', () => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(NO_FIELDS);
  });
}

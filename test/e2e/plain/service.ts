import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { acceptWebSocket } from './web-socket.ts';

/** What the plain scripts talk to: the few httpbin endpoints that k6's examples use, and a WebSocket that echoes. */
export interface Service {
  readonly url: string;
  /** Method and path of every request, in order. */
  readonly seen: string[];
  readonly close: () => Promise<void>;
}

export async function startService(): Promise<Service> {
  const seen: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    seen.push(`${request.method} ${url.pathname}`);
    answer(request, response, url, body);
  });
  server.on('upgrade', (request, socket) => {
    seen.push(`WS ${request.url}`);
    acceptWebSocket(request, socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, close };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function answer(request: IncomingMessage, response: ServerResponse, url: URL, body: string): void {
  const json = (value: unknown) => response.setHeader('Content-Type', 'application/json').end(JSON.stringify(value));
  const redirect = (to: string) => response.writeHead(302, { Location: to }).end();
  const [, first, second] = url.pathname.split('/');
  if (first === 'post') {
    const form = new URLSearchParams(/urlencoded/.test(request.headers['content-type'] ?? '') ? body : '');
    const fields = [...new Set(form.keys())].map((key) => [
      key,
      form.getAll(key).length > 1 ? form.getAll(key) : form.get(key),
    ]);
    json({ form: Object.fromEntries(fields), json: body.startsWith('{') ? JSON.parse(body) : null });
  } else if (first === 'cookies' && second === 'set') {
    response.setHeader(
      'Set-Cookie',
      [...url.searchParams].map(([name, value]) => `${name}=${value}; Path=/`),
    );
    redirect('/cookies');
  } else if (first === 'cookies') {
    const pairs = (request.headers.cookie ?? '').split('; ').filter(Boolean);
    json({ cookies: Object.fromEntries(pairs.map((pair) => pair.split('='))) });
  } else if (first === 'redirect') {
    redirect(Number(second) > 1 ? `/redirect/${Number(second) - 1}` : '/get');
  } else if (first === 'status') {
    response.writeHead(Number(second)).end();
  } else {
    response.end(first === 'pi.php' ? '3.14' : 'hello');
  }
}

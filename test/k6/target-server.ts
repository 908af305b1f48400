import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small service on loopback: 201 to POST, the posted body back to GET of what was posted, else 200. */
export interface TargetServer {
  readonly url: string;
  /** Method and path of every request, in order. */
  readonly seen: string[];
  readonly close: () => Promise<void>;
}

export async function startTarget(): Promise<TargetServer> {
  const seen: string[] = [];
  const server: Server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    request.resume();
    request.on('end', () => {
      response.writeHead(request.method === 'POST' ? 201 : 200, { 'Content-Type': 'application/json' });
      response.end('{"id":"1"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { After } from '../e2e/command.ts';

/** An address of this machine that is no loopback, and so on no list: what is sent there would be seen. */
export const ELSEWHERE: string | undefined = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

if (ELSEWHERE === undefined)
  process.stderr.write(
    'SKIPPED: this machine has no address but loopback; nothing can be sent off the allow-list here\n',
  );

/** What came to a server, by the address of this machine to which it came. */
export interface Seen {
  readonly port: number;
  /** Connections, of whatever protocol. */
  connections(address: string): number;
  requests(address: string): number;
}

/** A server on every address of this machine. */
export async function startEverywhere(
  after: After,
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => void response.end('ok'),
): Promise<Seen> {
  const connections: string[] = [];
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.socket.localAddress ?? '');
    answer(request, response);
  });
  server.on('connection', (socket) => connections.push(socket.localAddress ?? ''));
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const of = (list: readonly string[]) => (address: string) => list.filter((each) => each === address).length;
  return { port: (server.address() as AddressInfo).port, connections: of(connections), requests: of(requests) };
}

/** A port of loopback at which connections are counted, and ended. */
export async function startCounter(after: After): Promise<{ port: number; connections: () => number }> {
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => void server.close());
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

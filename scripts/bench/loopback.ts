import { createServer, type Socket } from 'node:net';

/** A server on 127.0.0.1 that answers every request with the same few bytes, far cheaper than a request is for k6. */
export interface Loopback {
  readonly url: string;
  /**
   * Is called with the path of every request of k6, before its answer; loadkit's own first question to a target is
   * none.
   */
  listen(onRequest: (path: string) => void): void;
  close(): Promise<void>;
}

const BODY = '{"ok":true}';
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
);
const END_OF_HEAD = '\r\n\r\n';

/** Starts the server. It reads requests without a body only, which is all that the measuring scripts send. */
export async function startLoopback(): Promise<Loopback> {
  let onRequest: (path: string) => void = () => {};
  const sockets = new Set<Socket>();
  const answer = (socket: Socket, head: string) => {
    if (/^user-agent:.*k6/im.test(head)) {
      onRequest(head.slice(head.indexOf(' ') + 1, head.indexOf(' HTTP/')));
    }
    socket.write(ANSWER);
  };
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    let rest = '';
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      for (let end = rest.indexOf(END_OF_HEAD); end >= 0; end = rest.indexOf(END_OF_HEAD)) {
        answer(socket, rest.slice(0, end));
        rest = rest.slice(end + END_OF_HEAD.length);
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    listen: (act) => {
      onRequest = act;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

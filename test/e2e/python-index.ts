import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How one path of an index answers. */
export type Answer = (response: ServerResponse) => void;

/** An index of Python packages on 127.0.0.1; what it has no answer for is not found. */
export async function startPythonIndex(
  answers: Readonly<Record<string, Answer>>,
): Promise<{ readonly url: string; readonly asked: readonly string[]; close(): void }> {
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const answer = answers[url];
    if (answer) answer(response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A page of HTML, as an index gives its links and a proxy its errors. */
export function page(html: string, status = 200): Answer {
  return (response) => response.writeHead(status, { 'content-type': 'text/html' }).end(html);
}

/** Bytes, announced with a length that may be another. */
export function bytes(body: string, length = body.length): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': length });
    response.write(body);
    if (length > body.length) response.socket?.end();
    else response.end();
  };
}

export function redirect(location: string): Answer {
  return (response) => response.writeHead(302, { location }).end();
}

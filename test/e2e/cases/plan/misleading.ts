import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a service misleads a load test. */
export type Misleading = 'login' | 'graphql' | 'stream' | 'limited';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Every page leads to a sign-in page, which answers 200. */
const login: Answer = (request, response) => {
  if (request.url?.startsWith('/login')) response.writeHead(200).end('<form>Sign in</form>');
  else response.writeHead(302, { location: `/login?next=${encodeURIComponent(request.url ?? '/')}` }).end();
};

/** Every third answer is an error, with status 200. */
function graphql(): Answer {
  let asked = 0;
  return (_, response) => {
    asked += 1;
    json(response, 200, asked % 3 === 0 ? { data: null, errors: [{ message: 'timed out' }] } : { data: { items: [] } });
  };
}

/** Headers at once, the first event 120 ms later, then nine more. */
const stream: Answer = async (_, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  await sleep(120);
  for (let event = 0; event < 10; event++) {
    response.write(`data: ${event}\n\n`);
    await sleep(30);
  }
  response.end();
};

/** Ten requests a second, the others get 429. */
function limited(): Answer {
  let [left, at] = [10, performance.now()];
  return (_, response) => {
    const now = performance.now();
    [left, at] = [Math.min(10, left + (now - at) / 100), now];
    const granted = left >= 1;
    if (granted) left -= 1;
    json(response, granted ? 200 : 429, {});
  };
}

const ANSWERS: Readonly<Record<Misleading, () => Answer>> = {
  login: () => login,
  graphql,
  stream: () => stream,
  limited,
};

/** Such a service on a port of its own; `close` ends it. */
export async function startMisleading(how: Misleading): Promise<{ readonly url: string; close(): Promise<void> }> {
  const answer = ANSWERS[how]();
  const server = createServer((request, response) => {
    request.resume();
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

import type { RequestListener } from 'node:http';
import { type Call, type Endpoint, failure, findEndpoint, type Reply } from './endpoints.ts';
import { LARGEST_BODY, parseBody, readBody, writeAnswer, writeText } from './exchange.ts';
import type { SandboxMetrics } from './metrics.ts';
import type { Station } from './station.ts';

export interface Service {
  readonly station: Station;
  readonly endpoints: readonly Endpoint[];
  readonly metrics: SandboxMetrics;
  readonly stats: () => unknown;
  /** seconds, told to those who are refused */
  readonly retryAfter: number;
}

const HEALTH = new Set(['/health', '/health/live', '/health/ready', '/ready']);
/** nginx's status for a client that went away before its answer */
const CLIENT_GONE = 499;

/**
 * The listener of the HTTP server. Health, metrics and stats are answered at once and not counted; every endpoint goes
 * through the station. A request that cannot be served (401, 400, 413, 404) is refused before it takes a slot.
 */
export function answerOn(service: Service): RequestListener {
  const { station, metrics } = service;
  const find = findEndpoint(service.endpoints);
  const refusal = failure(503, 'too many requests wait', { 'Retry-After': `${service.retryAfter}` });

  return (request, response) => {
    const began = performance.now();
    const { method = 'GET', url = '/' } = request;
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);

    if (method === 'GET') {
      if (HEALTH.has(path)) return writeAnswer(response, { status: 200, body: { status: 'ok' } });
      if (path === '/sandbox/stats') return writeAnswer(response, { status: 200, body: service.stats() });
      if (path === '/metrics') {
        metrics.page().then(
          (page) => writeText(response, 200, metrics.contentType, page),
          (error: unknown) => writeAnswer(response, failure(500, String(error))),
        );
        return;
      }
    }

    const found = find(method, path);
    const route = found?.endpoint.route ?? 'other';
    const answer = (given: Reply) => {
      const gone = response.destroyed;
      metrics.count(method, route, gone ? CLIENT_GONE : given.status, gone ? undefined : elapsed(began));
      writeAnswer(response, given);
    };
    if (!found) return answer(failure(404, 'no such endpoint'));

    const { endpoint, id } = found;
    const enter = (body: unknown, size: number) => {
      const call: Call = { id, query: mark < 0 ? '' : url.slice(mark + 1), body, size };
      const refused = endpoint.check?.(call);
      if (refused) return answer(refused);
      const place = station.enter(() => answer(endpoint.serve(call)));
      if (!place) return answer(refusal);
      response.on('close', () => {
        if (!response.writableFinished && place.leave()) metrics.count(method, route, CLIENT_GONE, undefined);
      });
    };
    const unauthorized = endpoint.authorize?.(request.headers);
    if (endpoint.method === 'GET') return unauthorized ? answer(unauthorized) : enter(undefined, 0);
    readBody(request, (body) => {
      if (body === 'too large') {
        // Cut off before its end, the connection is in no state to carry another request.
        const close = request.complete ? undefined : { Connection: 'close' };
        return answer(failure(413, `a body may have ${LARGEST_BODY} bytes`, close));
      }
      if (unauthorized) return answer(unauthorized);
      let parsed: unknown;
      try {
        parsed = parseBody(body);
      } catch {
        return answer(failure(400, 'the body is not JSON, or nested too deep'));
      }
      enter(parsed, body.length);
    });
  };
}

/** Seconds since a moment of performance.now(). */
function elapsed(since: number): number {
  return (performance.now() - since) / 1000;
}

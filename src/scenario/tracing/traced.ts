type Send = (...args: unknown[]) => unknown;

/** The functions of `k6/http` by which requests are sent, as far as they are touched here. */
export type Http = Record<string, Send>;

const HEADER = 'traceparent';

/**
 * Makes the functions of `k6/http` add the header `next` gives to the request, and send it `under` it, so that its
 * samples carry it. A header of the script's own is never replaced: its samples carry that one. The script's params
 * stay as they are.
 */
export function traceRequests(
  http: Http,
  next: () => string | undefined,
  under: (traceparent: string, send: () => unknown) => unknown,
): void {
  const traced = (traceparent: string, params: unknown, send: (params: unknown) => unknown) => {
    const own = ownHeader(params);
    return own === undefined
      ? under(traceparent, () => send(withHeader(params, traceparent)))
      : under(own, () => send(params));
  };
  // By number of arguments: with rest parameters every request, traced or not, would cost k6's JavaScript 5 µs more.
  const wrap: Record<number, (send: Send) => Send> = {
    2: (send) => (url, params) => {
      const traceparent = next();
      if (traceparent === undefined) return send(url, params);
      return traced(traceparent, params, (changed) => send(url, changed));
    },
    3: (send) => (url, body, params) => {
      const traceparent = next();
      if (traceparent === undefined) return send(url, body, params);
      return traced(traceparent, params, (changed) => send(url, body, changed));
    },
    4: (send) => (method, url, body, params) => {
      const traceparent = next();
      if (traceparent === undefined) return send(method, url, body, params);
      return traced(traceparent, params, (changed) => send(method, url, body, changed));
    },
  };
  for (const [name, count] of Object.entries(ARGUMENTS)) http[name] = wrap[count]!(http[name]!);
  const batch = http['batch']!;
  http['batch'] = (requests) => {
    const traceparent = next();
    const changed = traceparent === undefined ? undefined : tracedBatch(requests, traceparent);
    if (traceparent === undefined || changed === undefined) return batch(requests);
    return under(traceparent, () => batch(changed));
  };
}

/** How many arguments k6/http's functions take; the params are the last. */
const ARGUMENTS = { get: 2, head: 2, del: 3, options: 3, patch: 3, post: 3, put: 3, request: 4, asyncRequest: 4 };

/**
 * A batch is one operation of its caller: all its requests get the same header. Undefined when one of them brings its
 * own, since k6 marks the samples of a batch as one.
 */
function tracedBatch(requests: unknown, traceparent: string): unknown {
  if (typeof requests !== 'object' || requests === null) return undefined;
  const all = Object.entries(requests) as [string, unknown][];
  if (all.some(([, request]) => ownHeader(paramsOf(request)) !== undefined)) return undefined;
  const traced = all.map(([key, request]) => [key, tracedRequest(request, traceparent)] as const);
  return Array.isArray(requests) ? traced.map(([, request]) => request) : Object.fromEntries(traced);
}

function tracedRequest(request: unknown, traceparent: string): unknown {
  if (Array.isArray(request)) {
    const [method, url, body, params] = request as unknown[];
    return [method, url, body, withHeader(params, traceparent)];
  }
  if (isRequestObject(request)) return { ...request, params: withHeader(request.params, traceparent) };
  return ['GET', request, undefined, withHeader(undefined, traceparent)];
}

function paramsOf(request: unknown): unknown {
  if (Array.isArray(request)) return request[3];
  return isRequestObject(request) ? request.params : undefined;
}

/**
 * A request written as an object; not what the template literal of `http.url` gives, which is an object of k6's own.
 */
function isRequestObject(request: unknown): request is { readonly params?: unknown } {
  return typeof request === 'object' && request !== null && Object.hasOwn(request, 'url') && !('clean_url' in request);
}

function ownHeader(params: unknown): string | undefined {
  const { headers } = (params ?? {}) as { headers?: Record<string, unknown> | null };
  const name = Object.keys(headers ?? {}).find((key) => key.toLowerCase() === HEADER);
  return name === undefined ? undefined : String(headers?.[name]);
}

function withHeader(params: unknown, traceparent: string): object {
  const given = (params ?? {}) as { headers?: object | null };
  return { ...given, headers: { ...given.headers, [HEADER]: traceparent } };
}

import type { IncomingHttpHeaders } from 'node:http';
import type { Memory } from './memory.ts';

/** A request, as an endpoint sees it. */
export interface Call {
  /** the last part of the path, where the route has one */
  readonly id: string;
  /** what stands after the question mark */
  readonly query: string;
  /** the parsed body; undefined when there was none */
  readonly body: unknown;
  /** bytes of the body */
  readonly size: number;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Something the service does for its users: it takes a slot, and one drawn service time. */
export interface Endpoint {
  readonly method: 'GET' | 'POST';
  /** as metrics name it; `:id` stands for the last part of the path */
  readonly route: string;
  /** refuses on the spot, without taking a slot: by the headers, then by the body */
  readonly authorize?: (headers: IncomingHttpHeaders) => Reply | undefined;
  readonly check?: (call: Call) => Reply | undefined;
  /** what is known when the service is over */
  readonly serve: (call: Call) => Reply;
}

/** An error as this service tells it. */
export function failure(status: number, error: string, headers?: Reply['headers']): Reply {
  return { status, body: { error }, ...(headers && { headers }) };
}

/** The service's interface on a memory; `keeps`: what is kept of a value that is written. */
export function endpointsOn(memory: Memory, keeps = (value: unknown) => value): readonly Endpoint[] {
  return [
    {
      method: 'GET',
      route: '/',
      serve: () => ({ status: 200, body: { service: 'loadkit sandbox', version: 1 } }),
    },
    {
      method: 'GET',
      route: '/api/items',
      serve: () => ({ status: 200, body: { items: ITEMS } }),
    },
    {
      method: 'GET',
      route: '/search',
      serve: ({ query }) => {
        const q = new URLSearchParams(query).get('q') ?? '';
        return { status: 200, body: { q, cache: memory.lookUp(q), results: ITEMS } };
      },
    },
    {
      method: 'POST',
      route: '/sessions',
      serve: () => ({ status: 201, body: { id: memory.createSession() } }),
    },
    {
      method: 'GET',
      route: '/sessions/:id',
      serve: ({ id }) =>
        memory.useSession(id) ? { status: 200, body: { id, active: true } } : failure(404, 'no such session'),
    },
    {
      method: 'POST',
      route: '/records',
      check: ({ body }) => (has(body, 'value') ? undefined : failure(400, 'the body must be {"value": …}')),
      // Stored when the service is over, not before: an acknowledged write is one that can be read back.
      serve: ({ body, size }) => {
        const { value } = body as { value: unknown };
        return { status: 201, body: { id: memory.createRecord(keeps(value), size), value } };
      },
    },
    {
      method: 'GET',
      route: '/records/:id',
      serve: ({ id }) => {
        const record = memory.record(id);
        return record ? { status: 200, body: { id, value: record.value } } : failure(404, 'no such record');
      },
    },
    {
      method: 'POST',
      route: '/v1/chat/completions',
      authorize: (headers) =>
        headers['x-api-key'] || /^bearer +\S/i.test(headers.authorization ?? '')
          ? undefined
          : failure(401, 'an X-API-Key or an Authorization: Bearer header is needed', { 'WWW-Authenticate': 'Bearer' }),
      check: ({ body }) =>
        has(body, 'messages') &&
        Array.isArray(body.messages) &&
        body.messages.length > 0 &&
        body.messages.every(isMessage)
          ? undefined
          : failure(400, 'messages must be a list of {"role": …, "content": …}'),
      serve: ({ body }) => ({ status: 200, body: completion(body as ChatRequest) }),
    },
  ];
}

/** Finds the endpoint of a method and path; `id` is the last part of the path where the route has one. */
export function findEndpoint(
  endpoints: readonly Endpoint[],
): (method: string, path: string) => { readonly endpoint: Endpoint; readonly id: string } | undefined {
  const byKey = new Map(endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.route}`, endpoint]));
  return (method, path) => {
    const exact = byKey.get(`${method} ${path}`);
    if (exact) return { endpoint: exact, id: '' };
    const cut = path.lastIndexOf('/') + 1;
    const endpoint = cut < path.length ? byKey.get(`${method} ${path.slice(0, cut)}:id`) : undefined;
    return endpoint && { endpoint, id: path.slice(cut) };
  };
}

const ITEMS = [1, 2, 3].map((n) => ({ id: n, name: `item ${n}` }));

interface ChatRequest {
  readonly model?: unknown;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

/** Shaped as the operations guides' inference gateway answers (and OpenAI's API, which it follows). */
function completion({ model, messages }: ChatRequest): unknown {
  const asked = messages.at(-1)?.content ?? '';
  const content = `You said: ${asked.slice(0, 200)}`;
  const prompt = messages.reduce((sum, message) => sum + words(message.content), 0);
  const answer = words(content);
  return {
    id: 'chatcmpl-sandbox',
    object: 'chat.completion',
    model: typeof model === 'string' ? model : 'sandbox',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: prompt, completion_tokens: answer, total_tokens: prompt + answer },
  };
}

/** Roughly a token each. */
function words(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}

function isMessage(value: unknown): boolean {
  return has(value, 'role') && has(value, 'content') && typeof value.content === 'string';
}

function has<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}

import { describe, expect, test } from 'vitest';
import { type Http, traceRequests } from '../../../src/scenario/tracing/traced.ts';

const TRACE = '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01';
const OWN = '00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-00';
const NAMES = ['get', 'head', 'del', 'options', 'patch', 'post', 'put', 'request', 'asyncRequest', 'batch'];

/** k6/http with functions that note what they were called with, and under which traceparent. */
function traced(next: () => string | undefined = () => TRACE) {
  const sent: { name: string; args: unknown[]; under: string | undefined }[] = [];
  let current: string | undefined;
  const http: Http = Object.fromEntries(
    NAMES.map((name) => [
      name,
      (...args: unknown[]) => {
        sent.push({ name, args, under: current });
        return `answer to ${name}`;
      },
    ]),
  );
  traceRequests(http, next, (traceparent, send) => {
    current = traceparent;
    try {
      return send();
    } finally {
      current = undefined;
    }
  });
  return { http, sent };
}

const headers = { traceparent: TRACE };

describe('traceRequests', () => {
  test.each([
    ['get', ['/x'], ['/x', { headers }]],
    ['head', ['/x', null], ['/x', { headers }]],
    ['get', ['/x', { tags: { a: 'b' } }], ['/x', { tags: { a: 'b' }, headers }]],
    ['post', ['/x'], ['/x', undefined, { headers }]],
    ['post', ['/x', 'body', { headers: { a: 'b' } }], ['/x', 'body', { headers: { a: 'b', traceparent: TRACE } }]],
    ['put', ['/x', 'body', { headers: null }], ['/x', 'body', { headers }]],
    ['patch', ['/x', 'body'], ['/x', 'body', { headers }]],
    ['del', ['/x', null, {}], ['/x', null, { headers }]],
    ['options', ['/x'], ['/x', undefined, { headers }]],
    ['request', ['GET', '/x'], ['GET', '/x', undefined, { headers }]],
    ['asyncRequest', ['POST', '/x', 'body', { timeout: 1 }], ['POST', '/x', 'body', { timeout: 1, headers }]],
  ])('%s of %j', (name, args, expected) => {
    const { http, sent } = traced();
    expect(http[name]!(...args)).toBe(`answer to ${name}`);
    expect(sent).toEqual([{ name, args: expected, under: TRACE }]);
  });

  test.each(NAMES)('%s without a trace goes out as it came', (name) => {
    const { http, sent } = traced(() => undefined);
    const args = [{}, ['b'], {}, { headers: {} }];
    expect(http[name]!(...args)).toBe(`answer to ${name}`);
    const count = { get: 2, head: 2, request: 4, asyncRequest: 4, batch: 1 }[name] ?? 3;
    expect(sent[0]!.args).toHaveLength(count);
    for (const [i, arg] of sent[0]!.args.entries()) expect(arg).toBe(args[i]);
    expect(sent[0]!.under).toBeUndefined();
  });

  test.each(['traceparent', 'Traceparent', 'TRACEPARENT'])(
    'a header %s of the script’s own stays, and is what its samples carry',
    (key) => {
      const { http, sent } = traced();
      const params = { headers: { [key]: OWN } };
      http['get']!('/x', params);
      expect(sent).toEqual([{ name: 'get', args: ['/x', params], under: OWN }]);
      expect(sent[0]!.args[1]).toBe(params);
    },
  );

  test('the script’s own params are left as they are', () => {
    const { http } = traced();
    const params = Object.freeze({ headers: Object.freeze({ a: 'b' }) });
    http['get']!('/x', params);
    http['batch']!(Object.freeze([Object.freeze(['GET', '/x', null, params])]));
    expect(params).toEqual({ headers: { a: 'b' } });
  });

  test('all requests of a batch are of one trace, whichever way they are written', () => {
    const { http, sent } = traced();
    const requests = [
      '/text',
      ['GET', '/short'],
      ['POST', '/list', 'body', { headers: { a: 'b' } }],
      { method: 'PUT', url: '/object', body: 'body', params: { tags: { c: 'd' } } },
      { url: '/little' },
    ];
    http['batch']!(requests);
    expect(sent[0]).toEqual({
      name: 'batch',
      under: TRACE,
      args: [
        [
          ['GET', '/text', undefined, { headers }],
          ['GET', '/short', undefined, { headers }],
          ['POST', '/list', 'body', { headers: { a: 'b', traceparent: TRACE } }],
          { method: 'PUT', url: '/object', body: 'body', params: { tags: { c: 'd' }, headers } },
          { url: '/little', params: { headers } },
        ],
      ],
    });
    http['batch']!({ first: '/text', second: { url: '/little' } });
    expect(sent[1]!.args).toEqual([
      { first: ['GET', '/text', undefined, { headers }], second: { url: '/little', params: { headers } } },
    ]);
  });

  test.each([
    [[['GET', '/x', null, { headers: { TraceParent: OWN } }], '/y']],
    [{ a: '/y', b: { url: '/x', params: { headers: { traceparent: OWN } } } }],
    [undefined],
    [null],
    ['/x'],
  ])('a batch of %j is left alone', (requests) => {
    const { http, sent } = traced();
    http['batch']!(requests);
    expect(sent).toEqual([{ name: 'batch', args: [requests], under: undefined }]);
    expect(sent[0]!.args[0]).toBe(requests);
  });

  test('what a request throws is thrown, and leaves nothing behind', () => {
    const { http, sent } = traced();
    const failing: Http = { ...http };
    for (const name of NAMES)
      failing[name] = () => {
        throw new Error('refused');
      };
    traceRequests(
      failing,
      () => TRACE,
      (_, send) => send(),
    );
    expect(() => failing['get']!('/x')).toThrow('refused');
    http['get']!('/x');
    expect(sent).toHaveLength(1);
  });
});

import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { post, start } from './started.ts';

/** Seconds: what such a service began is not over before the test is. */
const ENDLESS = 300;
const PATIENCE = { timeout: 20_000, interval: 5 };

describe('the interface', () => {
  it('answers its users, each with one slot and one draw', async () => {
    const { url, stats } = await start();
    const created = await post(`${url}/sessions`, '');
    expect(created.status).toBe(201);
    const { id } = (await created.json()) as { id: string };
    expect(await (await fetch(`${url}/sessions/${id}`)).json()).toEqual({ id, active: true });
    expect((await fetch(`${url}/sessions/none`)).status).toBe(404);
    expect(await (await fetch(`${url}/search?q=a%20b`)).json()).toMatchObject({ q: 'a b', cache: 'miss' });
    expect(await (await fetch(`${url}/`)).json()).toMatchObject({ service: 'loadkit sandbox' });
    expect(await (await fetch(`${url}/api/items?page=2`)).json()).toMatchObject({ items: [{ id: 1 }, {}, {}] });
    expect(stats()).toMatchObject({ served: 6, refused: 0, left: 0, inFlight: 0, waiting: 0 });
  });

  it('reads back what was written', async () => {
    const { url, stats } = await start();
    for (const value of [{ deep: ['ä', 1.5, null] }, 0, null, '']) {
      const written = await post(`${url}/records`, { value });
      expect(written.status).toBe(201);
      const { id, value: echoed } = (await written.json()) as { id: string; value: unknown };
      expect(echoed).toEqual(value);
      const read = await fetch(`${url}/records/${id}`);
      expect(await read.json()).toEqual({ id, value });
    }
    expect((await fetch(`${url}/records/none`)).status).toBe(404);
    expect(stats().served).toBe(9);
  });

  it('completes chats for those with a key', async () => {
    const { url, stats } = await start();
    const chat = `${url}/v1/chat/completions`;
    const body = { model: 'test-endpoint', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 50 };
    for (const headers of [{ 'X-API-Key': 'k' }, { Authorization: 'Bearer k' }]) {
      const answer = await post(chat, body, headers);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({
        model: 'test-endpoint',
        choices: [{ message: { role: 'assistant', content: 'You said: Hello' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 1 },
      });
    }
    expect((await post(chat, body)).status).toBe(401);
    expect((await post(chat, body, { Authorization: 'Basic k' })).status).toBe(401);
    for (const wrong of ['', {}, { messages: [] }, { messages: 'Hello' }, { messages: [{ role: 'user' }] }])
      expect((await post(chat, wrong, { 'X-API-Key': 'k' })).status).toBe(400);
    expect(stats().served).toBe(2);
  });

  it('is healthy, and unknown paths and methods are not found, without a slot', async () => {
    const { url, stats } = await start();
    for (const path of ['/health', '/health/live', '/health/ready', '/ready']) {
      const answer = await fetch(url + path);
      expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
    }
    for (const [method, path] of [
      ['GET', '/nope'],
      ['GET', '/records/'],
      ['GET', '/sessions/a/b'],
      ['DELETE', '/sessions/a'],
      ['POST', '/health'],
      ['GET', '//'],
    ] as const) {
      const answer = await fetch(url + path, { method });
      expect([answer.status, await answer.json()]).toEqual([404, { error: 'no such endpoint' }]);
    }
    expect(stats().served).toBe(0);
  });

  it('tells what it is and what it did', async () => {
    const sandbox = await start({ slots: 3, service: 0.004, cv: 0, seed: 9, pool: 2 });
    await fetch(sandbox.url);
    const told = (await (await fetch(`${sandbox.url}/sandbox/stats`)).json()) as Record<string, number | string>;
    expect(told).toEqual(sandbox.stats());
    expect(told).toMatchObject({ served: 1, slots: 3, pool: 2, queue: 1500, service: 0.004, cv: 0, seed: 9 });
    expect(told['serviceSumSquares']).toBeCloseTo(Number(told['serviceSum']) ** 2, 12);
    expect(Date.parse(String(told['startedAt']))).toBeGreaterThan(Date.now() - 60_000);
  });
});

describe('metrics', () => {
  it('are under the names that the guides monitor', async () => {
    const { url } = await start({ slots: 2, pool: 5 });
    expect(await (await fetch(`${url}/metrics`)).text()).not.toMatch(/^cache_hit_ratio /m);
    await fetch(`${url}/search?q=a`);
    await fetch(`${url}/search?q=a`);
    await post(`${url}/sessions`, '');
    await post(`${url}/v1/chat/completions`, { messages: [{ role: 'user', content: 'x' }] }, { 'X-API-Key': 'k' });
    await fetch(`${url}/nope/1`);
    const answer = await fetch(`${url}/metrics`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const page = await answer.text();
    for (const line of [
      'http_requests_total{method="GET",route="/search",status="200"} 2',
      'http_requests_total{method="GET",route="other",status="404"} 1',
      'http_request_duration_seconds_count{method="GET",route="/search",status="200"} 2',
      'http_request_duration_seconds_bucket{le="0.2",method="GET",route="/search",status="200"} 2',
      'benchmark_requests_total{method="GET",endpoint="/search",status="200"} 2',
      'benchmark_response_time_seconds_count{endpoint="/search"} 2',
      'benchmark_active_runs 0',
      'workflow_duration_seconds_count{workflow="chat"} 1',
      'llm_calls_total{status="200"} 1',
      'active_sessions 1',
      'cache_hit_ratio 0.5',
      'db_pool_size 5',
      'db_pool_connections_in_use 0',
      'sandbox_slots 2',
      'sandbox_queue_length 0',
    ])
      expect(page.split('\n')).toContain(line);
    expect(page).toMatch(/^process_resident_memory_bytes \d+/m);
    expect(page).toMatch(/^nodejs_heap_size_used_bytes \d+/m);
    expect(page).not.toContain('/nope');
  });

  it('show a pool that is exhausted: connections all in use, slots and line behind it', async () => {
    const { url, stats } = await start({ slots: 3, pool: 2, service: ENDLESS, queue: 10 });
    for (let i = 0; i < 7; i++) fetch(url).catch(() => {});
    await vi.waitFor(() => expect(stats().inFlight).toBe(7), PATIENCE);
    const page = (await (await fetch(`${url}/metrics`)).text()).split('\n');
    expect(page).toContain('db_pool_connections_in_use 2');
    expect(page).toContain('db_pool_waiting 1');
    expect(page).toContain('sandbox_slots_in_use 3');
    expect(page).toContain('sandbox_queue_length 4');
    expect(page).toContain('benchmark_active_runs 7');
  });
});

describe('capacity', () => {
  it('serves no more at once than there are slots: 9 of 50 ms on 3 slots take 150 ms', async () => {
    const { url, stats } = await start({ slots: 3, service: 0.05 });
    await fetch(`${url}/health`);
    const began = performance.now();
    await Promise.all(Array.from({ length: 9 }, () => fetch(url)));
    // How much longer is up to the machine.
    expect(performance.now() - began).toBeGreaterThan(147);
    expect(stats().served).toBe(9);
  });

  it('serves as many at once as there are slots', async () => {
    const { url, stats } = await start({ slots: 3, service: ENDLESS, queue: 10 });
    for (let i = 0; i < 9; i++) fetch(url).catch(() => {});
    await vi.waitFor(() => expect(stats()).toMatchObject({ inFlight: 9, waiting: 6 }), PATIENCE);
  });

  it('refuses what the line cannot hold, and says when to come back', async () => {
    const { url, stats } = await start({ slots: 1, service: ENDLESS, queue: 2 });
    const refused: Response[] = [];
    for (let i = 0; i < 6; i++)
      fetch(url).then(
        (answer) => refused.push(answer),
        () => {},
      );
    await vi.waitFor(() => expect(refused).toHaveLength(3), PATIENCE);
    expect(refused.map(({ status }) => status)).toEqual([503, 503, 503]);
    expect(refused[0]!.headers.get('retry-after')).toBe(String(2 * ENDLESS));
    expect(stats()).toMatchObject({ served: 0, refused: 3, inFlight: 3 });
  });
});

describe('its life', () => {
  it('closes at once, with connections open, requests in service and requests waiting', async () => {
    const sandbox = await start({ slots: 1, service: ENDLESS, queue: 10 });
    const agent = new Agent({ keepAlive: true });
    const idle = request(`${sandbox.url}/health`, { agent });
    idle.end();
    const [answer] = await once(idle, 'response');
    answer.resume();
    const cut = [fetch(sandbox.url), fetch(sandbox.url)].map((sent) => sent.catch(() => 'cut'));
    await vi.waitFor(() => expect(sandbox.stats()).toMatchObject({ inFlight: 2, waiting: 1 }), PATIENCE);
    // Who would wait for any of these would outlast the test.
    await Promise.all([sandbox.close(), sandbox.close()]);
    expect(await Promise.all(cut)).toEqual(['cut', 'cut']);
    await expect(fetch(`${sandbox.url}/health`)).rejects.toThrow();
  });

  it('has a port of its own, and says so when it cannot have the one asked for', async () => {
    const first = await start();
    expect(first.url).toBe(`http://127.0.0.1:${first.port}`);
    const second = start({ port: first.port });
    await expect(second).rejects.toThrow(UserError);
    await expect(second).rejects.toThrow(/port: the sandbox cannot listen on 127\.0\.0\.1:\d+\n +why: .*EADDRINUSE/);
  });

  it('refuses options that make no sandbox, all at once', async () => {
    const wrong = start({ slots: 0, service: Number.NaN, cv: -1, seed: 1.5, port: 70_000, pool: 0, queue: -1 });
    await expect(wrong).rejects.toThrow(UserError);
    const error = (await wrong.catch((thrown: unknown) => thrown)) as UserError;
    expect(error.exitCode).toBe(2);
    expect(error.problems.map(({ where }) => where?.path)).toEqual([
      'slots',
      'service',
      'cv',
      'seed',
      'port',
      'pool',
      'queue',
    ]);
  });
});

import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { post, start } from './started.ts';

/** A request that can be cut off, on a connection of its own. */
function cuttable(url: string) {
  const sent = request(url, { agent: new Agent() });
  sent.on('error', () => {});
  sent.end();
  return sent;
}

/** Bytes onto the wire, and what comes back until the other side closes. */
async function raw(port: number, bytes: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString();
  });
  socket.on('error', () => {});
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}

describe('bad clients', () => {
  it('who go away while they wait are not served; in service they keep the slot', async () => {
    const { url, stats } = await start({ slots: 1, service: 1 });
    const counts = (expected: object) =>
      vi.waitFor(() => expect(stats()).toMatchObject(expected), { timeout: 20_000, interval: 5 });
    const inService = cuttable(url);
    await counts({ inFlight: 1 });
    const waiting = cuttable(url);
    await counts({ waiting: 1 });
    const last = fetch(url);
    await counts({ waiting: 2 });
    inService.destroy();
    waiting.destroy();
    await counts({ inFlight: 2, waiting: 1, left: 1 });
    expect((await last).status).toBe(200);
    expect(stats()).toMatchObject({ served: 2, left: 1, inFlight: 0 });
    const page = await (await fetch(`${url}/metrics`)).text();
    expect(page).toContain('http_requests_total{method="GET",route="/",status="499"} 2');
  });

  it('who send no JSON get 400', async () => {
    const { url, stats } = await start();
    const deep = `{"value":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    for (const body of ['{', 'value=1', '{"value":1}x', '[]', '{"other":1}', '"value"', 'null', deep])
      expect([(await post(`${url}/records`, body)).status, body.slice(0, 20)]).toEqual([400, body.slice(0, 20)]);
    expect((await post(`${url}/sessions`, '{')).status).toBe(400);
    expect(stats().served).toBe(0);
  });

  it('who send more than a megabyte get 413, on a connection that lives on', async () => {
    const { url, port } = await start();
    const value = 'x'.repeat(2 ** 20 - 12);
    expect((await post(`${url}/records`, { value })).status).toBe(201);
    expect((await post(`${url}/records`, { value: `${value}y` })).status).toBe(413);
    const body = JSON.stringify({ value: value.repeat(3) });
    const answers = await raw(
      port,
      `POST /records HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}` +
        'GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
  });

  it('who never stop sending are cut off', async () => {
    const { url, port } = await start();
    const head = 'POST /records HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n';
    const answer = await raw(port, Buffer.concat([Buffer.from(head), Buffer.alloc(17 * 2 ** 20, 'x')]));
    expect(answer === '' || answer.startsWith('HTTP/1.1 413')).toBe(true);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it('who speak no HTTP, or break off anywhere, do no harm', async () => {
    const { url, port, stats } = await start();
    expect(await raw(port, 'garbage\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    const whole = 'POST /records HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n{"value":1}';
    for (let cut = 0; cut <= whole.length; cut++) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(whole.slice(0, cut), () => socket.resetAndDestroy());
      await once(socket, 'close');
    }
    expect((await fetch(url)).status).toBe(200);
    await vi.waitFor(() => expect(stats().inFlight).toBe(0), { timeout: 20_000, interval: 5 });
  });
});

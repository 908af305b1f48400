import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * k6's example sends every 500 ms after an answer and closes after 2 s: an answer at once would let the two coincide
 * (ms).
 */
const ECHO_AFTER = 120;

/**
 * Answers a WebSocket's small, masked frames: messages come back, pings are ponged, a close ends it. `?push=N` sends N
 * messages of its own, one every 50 ms.
 */
export function acceptWebSocket(request: IncomingMessage, socket: Duplex): void {
  const accept = createHash('sha1').update(
    `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`,
  );
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept.digest('base64')}\r\n\r\n`,
  );
  socket.on('error', () => {});
  const pushes = Number(/[?&]push=(\d+)/.exec(request.url ?? '')?.[1] ?? 0);
  push(socket, pushes);
  let pending = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 6 && pending.length >= 6 + (pending[1]! & 127)) {
      const length = pending[1]! & 127;
      const opcode = pending[0]! & 15;
      const payload = pending.subarray(6, 6 + length).map((byte, index) => byte ^ pending[2 + (index % 4)]!);
      pending = pending.subarray(6 + length);
      const frame = Buffer.concat([Buffer.from([0x80 | (opcode === 9 ? 10 : opcode), length]), payload]);
      if (opcode === 8) socket.end(frame);
      else if (!socket.writableEnded) setTimeout(() => !socket.writableEnded && socket.write(frame), ECHO_AFTER);
    }
  });
}

/** Sends `count` text frames, until the socket closes. */
function push(socket: Duplex, count: number): void {
  const TEXT = Buffer.from([0x81, 4, ...Buffer.from('tick')]);
  let left = count;
  const timer = setInterval(() => {
    if (left-- <= 0 || socket.destroyed || socket.writableEnded) clearInterval(timer);
    else socket.write(TEXT);
  }, 50);
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reply } from './endpoints.ts';

/** The largest body that is kept, in bytes. */
export const LARGEST_BODY = 2 ** 20;
/** Past this many bytes the sender is cut off; until then the rest is thrown away, so that it can read its 413. */
const LARGEST_DISCARDED = 16 * 2 ** 20;

/**
 * Reads the body to its end; 'too large' past LARGEST_BODY. Never answers when the client goes away before.
 */
export function readBody(request: IncomingMessage, done: (body: Buffer | 'too large') => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let cut = false;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(chunk);
    else chunks.length = 0;
    if (size > LARGEST_DISCARDED && !cut) {
      cut = true;
      done('too large');
    }
  });
  request.on('end', () => {
    if (!cut) done(size > LARGEST_BODY ? 'too large' : Buffer.concat(chunks, size));
  });
  // A reset in the middle of a body is the client's affair.
  request.on('error', () => {});
}

/** Writes a JSON answer; to a client who is gone, nothing. */
export function writeAnswer(response: ServerResponse, { status, body, headers }: Reply): void {
  writeText(response, status, 'application/json', JSON.stringify(body), headers);
}

export function writeText(
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
  headers?: Reply['headers'],
): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text), ...headers });
  response.end(text);
}

/**
 * The JSON value of a body, undefined when it is empty. Throws on what is no JSON, or nested too deep to write again.
 */
export function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const value: unknown = JSON.parse(body.toString('utf8'));
  JSON.stringify([[value]]); // V8 parses any depth, but writes only what fits its stack
  return value;
}

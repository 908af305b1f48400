import { StringDecoder } from 'node:string_decoder';
import { type EngineLine, isOfEngine, parseLine } from '../metrics/frame.ts';

/**
 * The engine's lines as they come; undefined for one that cannot be read (a killed engine leaves a torn one), which the
 * caller counts. A slow reader slows the pipe down, and the engine buffers.
 */
export async function* readLines(stream: NodeJS.ReadableStream): AsyncGenerator<EngineLine | undefined> {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  for await (const chunk of stream) {
    const parts = (pending + decoder.write(chunk as Buffer)).split('\n');
    pending = parts.pop()!;
    for (const part of parts) yield read(part);
  }
  if (pending) yield read(pending);
}

function read(text: string): EngineLine | undefined {
  const line = parseLine(text);
  return line && isOfEngine(line) ? line : undefined;
}

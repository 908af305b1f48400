import { StringDecoder } from 'node:string_decoder';
import { isOfSource, KINDS_OF_LINES, parseLine } from '../../metrics/lines/kinds-of-lines.ts';
import { type Line, LineSplitter, LONGEST_LINE } from '../../metrics/lines/line-splitter.ts';
import type { EngineLine } from '../../metrics/lines/lines.ts';

/**
 * The engine's lines as they come; undefined for one that cannot be read (a killed engine leaves a torn one), which the
 * caller counts. A slow reader slows the pipe down, and the engine buffers.
 */
export async function* readLines(stream: NodeJS.ReadableStream): AsyncGenerator<EngineLine | undefined> {
  const decoder = new StringDecoder('utf8');
  const splitter = new LineSplitter(LONGEST_LINE);
  for await (const chunk of stream) {
    for (const line of splitter.split(decoder.write(chunk as Buffer))) yield read(line);
  }
  const rest = splitter.rest();
  if (rest) yield read(rest);
}

function read({ text, lost }: Line): EngineLine | undefined {
  const line = lost > 0 ? undefined : parseLine(KINDS_OF_LINES, text);
  return line && isOfSource(line) ? line : undefined;
}

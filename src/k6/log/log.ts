import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { messageOf } from '../../errors.ts';
import { type Line, LineSplitter } from '../../metrics/lines/line-splitter.ts';
import { cutAfter } from './log-line.ts';

/** Beyond this many bytes k6's log is no longer written down, only counted. */
const MOST_LOGGED = 5 * 2 ** 20;
/** What of a longer line is written down. */
const LONGEST_LINE = 16 * 2 ** 10;
/** What of a longer line is read: an exception's message may hold a page. */
const LONGEST_READ = 2 ** 20;

/** The file that keeps what k6 writes to its outputs. */
export interface LogFile {
  write(line: string): void;
  /** Says how much was cut, and closes the file. What the disk refused is returned as a sentence. */
  close(): Promise<string | undefined>;
}

/** Opens a bounded log. A disk that is full costs the log, never the run. */
export function openLog(file: string): LogFile {
  const stream = createWriteStream(file, { flags: 'a' });
  let refused: Error | undefined;
  let lost = 0;
  stream.on('error', (error) => {
    refused = error;
  });
  const put = (text: string) =>
    stream.write(text, (error) => {
      if (error) lost += 1;
    });
  let written = 0;
  let cutLines = 0;
  let cutBytes = 0;
  return {
    write(whole) {
      const lost = whole.length - LONGEST_LINE;
      const line = lost > 0 ? cutAfter(whole, LONGEST_LINE, lost) : whole;
      const size = Buffer.byteLength(line) + 1;
      if (written + size > MOST_LOGGED) {
        cutLines += 1;
        cutBytes += size;
        return;
      }
      written += size;
      put(`${line}\n`);
    },
    async close() {
      if (cutLines > 0) put(`loadkit: ${cutLines} more lines (${cutBytes} bytes) were cut off here\n`);
      stream.end();
      if (!stream.closed && !stream.destroyed)
        await Promise.race([once(stream, 'close'), once(stream, 'error')]).catch(() => {});
      return refused && `${file} could not be written: ${messageOf(refused)}; ${lost} lines of it are lost`;
    },
  };
}

/**
 * Splits a stream into lines, cutting those that are too long by `lost` characters; a last line without its end counts.
 */
export async function eachLine(
  stream: NodeJS.ReadableStream,
  take: (line: string, lost: number) => void,
): Promise<void> {
  const decoder = new StringDecoder('utf8');
  const splitter = new LineSplitter(LONGEST_READ);
  const tell = ({ text, lost }: Line) => take(text, lost);
  try {
    for await (const chunk of stream) splitter.split(decoder.write(chunk as Buffer)).forEach(tell);
  } catch {
    // The pipe broke with its process.
  }
  const rest = splitter.rest();
  if (rest) tell(rest);
}

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
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
  /** Says how much was cut, and closes the file. */
  close(): Promise<void>;
}

/** Opens a bounded log. A disk that is full costs the log, never the run. */
export function openLog(file: string): LogFile {
  const stream = createWriteStream(file, { flags: 'a' });
  stream.on('error', () => {});
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
      stream.write(`${line}\n`);
    },
    async close() {
      if (cutLines > 0) stream.write(`loadkit: ${cutLines} more lines (${cutBytes} bytes) were cut off here\n`);
      stream.end();
      if (!stream.closed && !stream.destroyed)
        await Promise.race([once(stream, 'close'), once(stream, 'error')]).catch(() => {});
    },
  };
}

/** Splits a stream into lines, cutting those that are too long by `lost` characters; a last line without its end counts. */
export async function eachLine(
  stream: NodeJS.ReadableStream,
  take: (line: string, lost: number) => void,
): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  let lost = 0;
  const finish = () => {
    take(pending, lost);
    pending = '';
    lost = 0;
  };
  const add = (text: string) => {
    const room = LONGEST_READ - pending.length;
    pending += text.slice(0, room);
    lost += Math.max(0, text.length - room);
  };
  try {
    for await (const chunk of stream) {
      const parts = decoder.write(chunk as Buffer).split('\n');
      for (const [index, part] of parts.entries()) {
        add(part);
        if (index < parts.length - 1) finish();
      }
    }
  } catch {
    // The pipe broke with its process.
  }
  if (pending) finish();
}

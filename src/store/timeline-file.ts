import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';
import { parseRecordLine, type RecordLine } from '../capacity/search-lines.ts';
import { UserError } from '../errors.ts';
import { type Line, LineSplitter, LONGEST_LINE } from '../metrics/lines/line-splitter.ts';

const FLUSH_SECONDS = 10;
/** Bytes that are unpacked at once; node's own 16 kB hand every line of a long run over in pieces. */
const CHUNK = 65_536;

/** Appends lines to timeline.ndjson.gz. What was written is readable after a kill, but for the last 10 seconds. */
export class TimelineWriter {
  private readonly gzip = createGzip({ flush: constants.Z_NO_FLUSH });
  private readonly done: Promise<void>;
  private readonly timer: NodeJS.Timeout;
  private failure: Error | undefined;
  private drained: Promise<void> | undefined;

  constructor(path: string) {
    this.done = pipeline(this.gzip, createWriteStream(path, { flags: 'wx' })).catch((error: Error) => {
      this.failure = error;
    });
    this.timer = setInterval(() => this.flush(), FLUSH_SECONDS * 1000);
    this.timer.unref();
  }

  /**
   * Writes one line; resolves at once or when the disk has caught up. Rejects when the disk refused this or an earlier
   * write.
   */
  async write(line: RecordLine): Promise<void> {
    if (!this.gzip.destroyed && !this.gzip.write(`${JSON.stringify(line)}\n`)) await this.drain();
    if (this.gzip.destroyed) await this.done;
    if (this.failure) throw this.failure;
  }

  /** One wait for all that write meanwhile; a disk that fails ends it too. */
  private drain(): Promise<void> {
    this.drained ??= new Promise((resolve) => {
      const go = () => {
        this.gzip.off('drain', go).off('close', go);
        this.drained = undefined;
        resolve();
      };
      this.gzip.once('drain', go).once('close', go);
    });
    return this.drained;
  }

  /** Makes what was written so far readable. */
  flush(): void {
    if (!this.gzip.destroyed) this.gzip.flush(constants.Z_SYNC_FLUSH);
  }

  /** Ends the file. Rejects when something could not be written. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    this.gzip.end();
    await this.done;
    if (this.failure) throw this.failure;
  }
}

/**
 * Reads the lines of timeline.ndjson.gz; undefined for one that is not ours. A file that was cut off (a killed run)
 * ends at its last whole line; one that is damaged inside throws UserError with the place.
 */
export async function* readTimeline(path: string): AsyncGenerator<RecordLine | undefined> {
  const file = createReadStream(path);
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: CHUNK });
  file.on('error', (error) => gunzip.destroy(error));
  file.pipe(gunzip);
  const splitter = new LineSplitter(LONGEST_LINE);
  try {
    for await (const chunk of gunzip.setEncoding('utf8')) {
      for (const line of splitter.split(chunk as string)) yield parsed(line);
    }
    refuseLonger(splitter.rest());
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const damage = `damaged at or before byte ${file.bytesRead} of the compressed file`;
    throw new UserError({
      what: `the timeline of this run cannot be read: ${message}`,
      where: { file: path },
      // ENOENT and its like are no damage.
      ...(code.startsWith('E') ? {} : { why: damage }),
      next: 'restore it from a copy; other runs are not affected',
    });
  } finally {
    file.destroy();
  }
}

/**
 * Only whole lines of JSON were ever written: another one is damage that the checksum, cut off with the end, does not
 * show.
 */
function parsed(line: Line): RecordLine | undefined {
  refuseLonger(line);
  const read = parseRecordLine(line.text);
  if (!read) JSON.parse(line.text);
  return read;
}

function refuseLonger(line: Line | undefined): void {
  if (line && line.lost > 0) throw new Error(`a line has more than ${LONGEST_LINE} characters`);
}

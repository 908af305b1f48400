import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { RecordLine } from '../../src/capacity/search-lines.ts';
import { UserError } from '../../src/errors.ts';
import { readTimeline, TimelineWriter } from '../../src/store/timeline-file.ts';
import { planOf, runOf } from '../fixtures/record.ts';
import { Engine } from '../fixtures/timeline.ts';

const folder = mkdtempSync(join(tmpdir(), 'loadkit-timeline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const freshFile = () => join(folder, `${++files}.ndjson.gz`);

async function read(file: string): Promise<(RecordLine | undefined)[]> {
  const lines: (RecordLine | undefined)[] = [];
  for await (const line of readTimeline(file)) lines.push(line);
  return lines;
}

async function written(lines: readonly RecordLine[], flushEvery = Number.POSITIVE_INFINITY): Promise<string> {
  const file = freshFile();
  const writer = new TimelineWriter(file);
  for (const [i, line] of lines.entries()) {
    await writer.write(line);
    if (i % flushEvery === flushEvery - 1) writer.flush();
  }
  await writer.close();
  return file;
}

/** The lines in bytes of a file, or the UserError that reading them gives. */
async function readBytes(bytes: Uint8Array): Promise<(RecordLine | undefined)[] | UserError> {
  const file = freshFile();
  writeFileSync(file, bytes);
  try {
    return await read(file);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  } finally {
    rmSync(file);
  }
}

const short = runOf(planOf({ profile: 'smoke', override: { duration: 12 } }))
  .event(1, 'note', 'é 😀')
  .end()
  .close().lines;
const texts = (lines: readonly unknown[]) => lines.map((line) => JSON.stringify(line));
const startsWith = (whole: readonly unknown[], part: readonly unknown[]) =>
  expect(texts(part)).toEqual(texts(whole).slice(0, part.length));

describe('a timeline file', () => {
  it('gives back what was written', async () => {
    const { lines } = runOf(planOf({ timeScale: 0.1 }))
      .end()
      .close();
    expect(await read(await written(lines, 40))).toEqual(lines);
    expect(await read(await written([]))).toEqual([]);
  });

  it('is readable up to the last flush while it is written', async () => {
    const file = freshFile();
    const writer = new TimelineWriter(file);
    for (const line of short) await writer.write(line);
    writer.flush();
    await expect.poll(() => read(file)).toHaveLength(short.length);
    startsWith(short, await read(file));
    await writer.close();
  });

  it('reads up to its last whole line wherever a kill cut it off', async () => {
    const bytes = readFileSync(await written(short, 10));
    let least = 0;
    for (let length = 0; length < bytes.length; length++) {
      const lines = await readBytes(bytes.subarray(0, length));
      if (lines instanceof UserError) throw new Error(`cut at ${length}: ${lines.message}`);
      startsWith(short, lines);
      expect(lines.length).toBeGreaterThanOrEqual(least);
      least = lines.length;
    }
    expect(least).toBe(short.length);
  });

  it('never gives other lines than were written when bits were flipped inside', async () => {
    const bytes = readFileSync(await written(short, 10));
    let damaged = 0;
    // Not the last block: where the damage looks like the end that a kill leaves, there is no checksum to tell.
    const flips = Array.from({ length: 150 }, (_, i) => Math.floor((i * bytes.length * 0.9 * 8) / 150));
    for (const bit of flips) {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const lines = await readBytes(flipped);
      if (!(lines instanceof UserError)) {
        startsWith(short, lines);
        continue;
      }
      damaged += 1;
      expect(lines.exitCode).toBe(2);
      expect(lines.problems[0]?.why).toMatch(/at or before byte \d+ of the compressed file/);
      expect(Number(/byte (\d+)/.exec(lines.message)?.[1])).toBeGreaterThanOrEqual(bit >> 3);
    }
    expect(damaged).toBeGreaterThan(120);
  });

  it('that holds something else than lines is damaged, one of a newer loadkit is not', async () => {
    const line = JSON.stringify(short[0]);
    expect(await readBytes(gzipSync(`${line}\nno JSON\n`))).toBeInstanceOf(UserError);
    expect(await readBytes(gzipSync(`${line}\n{"t":"new"}\n`))).toEqual([short[0], undefined]);
    expect(await readBytes(new TextEncoder().encode('plain text, not gzip at all'))).toBeInstanceOf(UserError);
  });

  it('that is not there is a UserError naming it, and no damage', async () => {
    const error = await read(join(folder, 'none.gz')).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).toMatch(/none\.gz: .*ENOENT/);
    expect((error as UserError).message).not.toMatch(/damaged/);
  });

  it('lets lines pass that lie across the chunks of a stream, in any script', async () => {
    const lines = Array.from(
      { length: 2000 },
      (_, s) => new Engine().event(s, 'note', '日本語 😀 '.repeat(20)).lines[0]!,
    );
    expect(await read(await written(lines))).toEqual(lines);
  });
});

describe('the writer', () => {
  const big = { t: 'event', s: 0, kind: 'note', text: '' } as const;
  const noise = () => Array.from({ length: 2000 }, () => Math.random().toString(36)).join('');

  it('waits for the disk without piling up listeners', async () => {
    const warnings: string[] = [];
    const note = (warning: Error) => warnings.push(warning.message);
    process.on('warning', note);
    const writer = new TimelineWriter(freshFile());
    await Promise.all(Array.from({ length: 60 }, () => writer.write({ ...big, text: noise() })));
    await writer.close();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it('never overwrites a file, and says so without hanging', async () => {
    const file = freshFile();
    writeFileSync(file, 'precious');
    const writer = new TimelineWriter(file);
    const failing = async () => {
      for (let i = 0; i < 200; i++) await writer.write({ ...big, text: noise() });
    };
    await expect(failing()).rejects.toThrow(/EEXIST/);
    await expect(writer.write(big)).rejects.toThrow(/EEXIST/);
    writer.flush();
    await expect(writer.close()).rejects.toThrow(/EEXIST/);
    expect(readFileSync(file, 'utf8')).toBe('precious');
  });

  it('tells at the end what it could not write before', async () => {
    const writer = new TimelineWriter(join(folder, 'no', 'such', 'folder'));
    await expect(writer.close()).rejects.toThrow(/ENOENT/);
  });
});

import { createWriteStream, existsSync, statSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openPipe } from '../../../src/k6/stock/pipe.ts';

describe.skipIf(process.platform === 'win32')('a named pipe', () => {
  async function opened() {
    const pipe = await openPipe('samples.csv');
    onTestFinished(() => pipe.remove());
    return pipe;
  }

  test('is this user’s alone, and gives what a writer writes, to the end', async () => {
    const pipe = await opened();
    expect(statSync(pipe.path).isFIFO()).toBe(true);
    expect(statSync(pipe.path).mode & 0o777).toBe(0o600);
    expect(statSync(pipe.folder).mode & 0o777).toBe(0o700);
    const read = text(pipe.stream);
    createWriteStream(pipe.path).end('x'.repeat(300_000));
    expect((await read).length).toBe(300_000);
    await pipe.remove();
    expect(existsSync(pipe.folder)).toBe(false);
  });

  test('comes to its end without a writer when it is released, and loses nothing that was written', async () => {
    const never = await opened();
    const nothing = text(never.stream);
    never.release();
    expect(await nothing).toBe('');
    const pipe = await opened();
    const writer = createWriteStream(pipe.path);
    await new Promise<void>((resolve) => writer.end('written', resolve));
    pipe.release();
    expect(await text(pipe.stream)).toBe('written');
    pipe.release();
  });
});

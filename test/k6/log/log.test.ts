import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { eachLine, openLog } from '../../../src/k6/log/log.ts';
import { parseLogLine, redactedLine } from '../../../src/k6/log/log-line.ts';
import { isScriptError, readScriptError } from '../../../src/k6/log/script-errors.ts';
import { createRedactor } from '../../../src/redact.ts';

const logged = (msg: string) =>
  JSON.stringify({
    executor: 'constant-vus',
    level: 'error',
    msg,
    scenario: 'default',
    source: 'stacktrace',
    time: 't',
  });

async function linesOf(...chunks: string[]): Promise<string[]> {
  const lines: string[] = [];
  await eachLine(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), (line) => lines.push(line));
  return lines;
}

test('a line of the log is read whole, a page in it too; what is longer than a megabyte is cut', async () => {
  const page = logged(`unexpected: ${'<p>"x"</p>\n'.repeat(10_000)}`);
  const lines = await linesOf(page.slice(0, 50_000), `${page.slice(50_000)}\nnext\nlast`);
  expect(lines).toEqual([page, 'next', 'last']);
  const [cut] = await linesOf('y'.repeat(2 ** 20 + 5));
  expect(cut).toBe('y'.repeat(2 ** 20));
});

test('a line is cut after its secrets were taken out: none is left in half at its end', async () => {
  const redact = createRedactor(['a-secret-of-some-length']);
  const kept: string[] = [];
  const begin = 'y'.repeat(2 ** 20 - 10);
  for (const end of ['a-secret-of-some-length', 'http://user:password@host/?token=1']) {
    await eachLine(Readable.from([Buffer.from(begin + end)]), (line, lost) =>
      kept.push(redactedLine(line, lost, redact)),
    );
  }
  for (const line of kept) {
    expect(line).toMatch(/^y+… \(\d+ characters cut\)$/);
    expect(line.length).toBeGreaterThan(2 ** 20 - 10_000);
  }
});

test('a line of the log keeps what is no secret, its URLs without their queries', () => {
  const line = JSON.stringify({
    error: 'Get "http://u:p@h/?q=two words&t=1": dial tcp',
    level: 'warning',
    msg: 'http://h/?a=1\nwas asked <twice> & refused',
    vu: 3,
  });
  expect(JSON.parse(redactedLine(line, 0, createRedactor([])))).toEqual({
    error: 'Get "http://h/?…": dial tcp',
    level: 'warning',
    msg: 'http://h/?…\nwas asked <twice> & refused',
    vu: 3,
  });
  expect(redactedLine('plain http://h/?a=1 text', 0, createRedactor([]))).toBe('plain http://h/?… text');
});

test.each([0, 1, 2, 3, 4, 5, 6, 7])(
  'an exception that was cut off in the middle of an escape is still one (%i)',
  async (shift) => {
    const page = logged(`${'x'.repeat(shift)}${'\u0001"\\\n'.repeat(200_000)}`);
    const [text] = await linesOf(page);
    const line = parseLogLine(text!);
    expect(line).toMatchObject({ level: 'error', source: 'stacktrace' });
    expect(isScriptError(line!)).toBe(true);
    expect(line?.msg.startsWith(`${'x'.repeat(shift)}\u0001"\\\n`)).toBe(true);
  },
);

test('what else is cut off is nothing that can be read', () => {
  expect(parseLogLine('{"level":"error","msg":"a request fai')).toBeUndefined();
  expect(parseLogLine('{"executor":"constant-vus","level":"info","msg":"hel')).toBeUndefined();
});

test('the message of an exception is cut where it gets too long to be read, its place is kept', () => {
  const script = { path: '/run/scenario.js', sourceDir: '/project' };
  const text = `Error: unexpected: ${'<p>'.repeat(5000)}\n\tat default (file:///run/a.js:4:9(3))\n`;
  const { message, where } = readScriptError(text, script);
  expect(message).toHaveLength(301);
  expect(message).toMatch(/^Error: unexpected: <p>.*…$/);
  expect(where).toMatchObject({ line: 4, column: 9 });
  expect(readScriptError('Error: short\n\tat x', script).message).toBe('Error: short');
});

test('the file gets long lines cut, and is closed when it is bounded', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'loadkit-log-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const log = openLog(path.join(folder, 'k6.log'));
  log.write('short');
  log.write('z'.repeat(20_000));
  await log.close();
  const [first, second] = readFileSync(path.join(folder, 'k6.log'), 'utf8').split('\n');
  expect(first).toBe('short');
  expect(second).toBe(`${'z'.repeat(16 * 2 ** 10)}… (${20_000 - 16 * 2 ** 10} characters cut)`);
});

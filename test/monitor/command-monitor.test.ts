import { expect, it } from 'vitest';
import { commandMonitor, readOutput } from '../../src/monitor/command-monitor.ts';

const numbers = (output: string, paths: Readonly<Record<string, string>>) =>
  readOutput(output, paths).map(({ metric, value, unit }) => [metric, value, unit]);

it.each([
  ['42\n', { queue: '' }, [['queue', 42, 'none']]],
  [
    '{"queues":[{"length":7}],"free":"12"}',
    { length: 'queues[0].length', free_bytes: 'free' },
    [
      ['length', 7, 'none'],
      ['free_bytes', 12, 'bytes'],
    ],
  ],
  [
    '# Clients\r\nconnected_clients:5\r\nused_memory=1024',
    { clients: 'connected_clients', memory_bytes: 'used_memory' },
    [
      ['clients', 5, 'none'],
      ['memory_bytes', 1024, 'bytes'],
    ],
  ],
  ['util: 55', { gpu_percent: 'util' }, [['gpu_percent', 0.55, 'ratio']]],
  ['250m', { cpu: '' }, undefined],
  ['', { cpu: '' }, undefined],
  ['{"a":null}', { a: 'a' }, undefined],
  ['{"a":{}}', { a: 'a.constructor.name' }, undefined],
] as const)('%j by %j', (output, paths, expected) => {
  if (expected) expect(numbers(output, paths)).toEqual(expected);
  else expect(() => readOutput(output, paths)).toThrow(/no number/);
});

it('what is there is read, and what is not is told', () => {
  expect(() => readOutput('{"a":1}', { a: 'a', b: 'c' })).toThrow(
    expect.objectContaining({ message: 'no number at c', readings: [{ metric: 'a', unit: 'none', value: 1 }] }),
  );
});

const run = (command: readonly string[], timeout = 10) =>
  commandMonitor({ name: 'n', every: 1, command, readings: undefined, timeout, cwd: '.', env: process.env }).read(
    new AbortController().signal,
  );

it('a command that fails, lasts too long or is not there is a gap, without what it wrote', async () => {
  await expect(run(['sh', '-c', 'echo 5'])).resolves.toEqual([{ metric: 'n', unit: 'none', value: 5 }]);
  await expect(run(['sh', '-c', 'echo secret >&2; exit 3'])).rejects.toThrow(
    /^the command ended with code 3: run it by hand to see why$/,
  );
  await expect(run(['sleep', '60'], 0.1)).rejects.toThrow(/did not end within/);
  await expect(run(['/no/such/program'])).rejects.toThrow(/ENOENT/);
});

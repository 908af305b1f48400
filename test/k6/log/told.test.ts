import { expect, test } from 'vitest';
import { ExceptionCounter } from '../../../src/k6/log/exceptions.ts';
import { LastWordsReader } from '../../../src/k6/log/last-words.ts';
import { LogTold } from '../../../src/k6/log/told.ts';

const SCRIPT = { path: '/runs/1/scenario.js', sourceDir: process.cwd() };
const line = (fields: Record<string, string>) => JSON.stringify({ level: 'info', msg: '', ...fields });

function hearing(ownRanges: string[] = [], tellsBlocked = false) {
  const told: string[] = [];
  const exceptions = new ExceptionCounter(SCRIPT);
  const words = new LastWordsReader(SCRIPT);
  const wasTold = () => false;
  return {
    told,
    exceptions,
    listener: new LogTold({
      ...{ script: SCRIPT, exceptions, words, ownRanges, tellsBlocked, wasTold },
      tell: (text) => told.push(text),
    }),
  };
}

test('warnings are told once each, whatever URL they name', () => {
  const { told, listener } = hearing();
  for (let i = 0; i < 9; i++)
    listener.hear(line({ level: 'warning', msg: 'Request Failed', error: `Get "http://h/${i}": EOF` }), 'stderr');
  listener.hear(line({ level: 'warning', msg: 'Insufficient VUs' }), 'stderr');
  expect(told).toEqual(['k6: Request Failed: Get "http://h/0": EOF', 'k6: Insufficient VUs']);
});

test('what the script prints is told, up to a bound, and so is what its handleSummary writes to stdout', () => {
  const { told, listener } = hearing();
  for (let i = 0; i < 30; i++) listener.hear(line({ msg: `n ${i}`, source: 'console' }), 'stderr');
  listener.hear('{"requests":3}', 'stdout');
  listener.end();
  expect(told).toHaveLength(22);
  expect(told.slice(-2)).toEqual(['{"requests":3}', '10 more lines that the script printed are in k6.log']);
});

test('places are the user’s own', () => {
  const { told, listener } = hearing();
  listener.hear(
    line({ level: 'error', msg: 'test aborted: done at run (file:///runs/1/lib/abort.js:5:139(22))' }),
    'stderr',
  );
  expect(told).toEqual(['test.abort(): lib/abort.js:5:139: done']);
});

test('a frame in the copy beside the source is no place', () => {
  const script = { path: '/src/.loadkit-1-inspect-ab.js', sourceDir: '/src' };
  const counter = new ExceptionCounter(script);
  const msg =
    'GoError: stat /src/x: no such file\n\tat open (native)\n\tat __loadkit_open (file:///src/.loadkit-1-inspect-ab.js:2:72(9))\n\tat file:///src/lib/load.js:3:52(5)\n';
  expect(counter.add({ level: 'error', msg, source: 'stacktrace' })?.where).toMatchObject({ line: 3, column: 52 });
});

test('an address that was blocked is told with what to do, its exception is counted all the same', () => {
  const { told, exceptions, listener } = hearing(['10.0.0.0/8']);
  const blocked = (address: string, range: string) => `IP (${address}) is in a blacklisted range (${range})`;
  const failed = (url: string, text: string) =>
    listener.hear(line({ level: 'warning', msg: 'Request Failed', error: `Get "${url}": ${text}` }), 'stderr');
  failed('https://shop.example/x', blocked('192.0.2.1', '128.0.0.0/1'));
  failed('https://shop.example/y', blocked('192.0.2.1', '128.0.0.0/1'));
  failed('https://own.example/', blocked('10.1.1.1', '10.0.0.0/8'));
  const msg = `GoError: connection error: ${blocked('192.0.2.9', '128.0.0.0/1')}\n`;
  listener.hear(line({ level: 'error', msg, source: 'stacktrace', scenario: 'default' }), 'stderr');
  expect(listener.blocked.get()).toEqual([
    { host: 'shop.example', address: '192.0.2.1' },
    { host: '192.0.2.9', address: '192.0.2.9' },
  ]);
  expect(told[0]).toMatch(
    /shop\.example \(192\.0\.2\.1\) is neither this machine nor on the allow-list.*safety\.allow/,
  );
  expect(exceptions.get().distinct).toHaveLength(1);
});

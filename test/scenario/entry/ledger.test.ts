import { expect, test, vi } from 'vitest';

/** Loads it as a bundle does, under loadkit's engine: what is counted is marked. */
async function underTheEngine() {
  vi.resetModules();
  vi.stubGlobal('__ENV', { LOADKIT_LEDGER: '1' });
  vi.stubGlobal('require', () => ({ iteration: (value: unknown) => ({ counted: value }) }));
  return import('../../../src/scenario/entry/ledger.ts');
}

const options = { scenarios: { a: { exec: 'visit' }, b: { exec: 'visit' }, c: {} } };
const AROUND = { setup: { counted: 2 }, teardown: { counted: 3 } };
const SCRIPT = { options, setup: 2, teardown: 3, handleSummary: 4, requests: 5, Client: class {} };

test('of a CommonJS script what k6 runs is handed to the engine’s account, in the same object, and nothing else is touched', async () => {
  const { accountedExports } = await underTheEngine();
  const exports: Record<string, unknown> = { ...SCRIPT, default: 'a', visit: 'b' };
  expect(accountedExports(exports)).toBe(exports);
  expect(exports).toEqual({ ...SCRIPT, ...AROUND, default: { counted: 'a' }, visit: { counted: 'b' } });
});

test('exports that cannot be written to, as compilers make them, are copied', async () => {
  const { accountedExports } = await underTheEngine();
  const exports = Object.defineProperty({ ...SCRIPT }, 'default', { enumerable: true, get: () => 'a' });
  expect(accountedExports(exports)).toEqual({ ...SCRIPT, ...AROUND, default: { counted: 'a' } });
});

test('any other k6 is not even asked', async () => {
  vi.resetModules();
  vi.stubGlobal('__ENV', { LOADKIT_ENGINE: '1' });
  vi.stubGlobal('require', () => {
    throw new Error('asked');
  });
  const { accounted, accountedExports, ledger } = await import('../../../src/scenario/entry/ledger.ts');
  const exports = { default: () => 1 };
  expect([ledger, accounted(exports.default), accountedExports(exports)]).toEqual([
    undefined,
    exports.default,
    exports,
  ]);
});

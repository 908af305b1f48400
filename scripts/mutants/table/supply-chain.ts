import type { Mutant } from '../mutant.ts';

/** What is fetched, and what is published. */
export const OF_THE_SUPPLY_CHAIN: readonly Mutant[] = [
  {
    name: 'go-behind-a-link',
    keeps: 'a Go behind a link in the cache is not run',
    file: 'src/k6/engine/go-wheel.ts',
    from: '    if (!(await lstat(home)).isSymbolicLink()) return true;',
    to: '    if (await lstat(home)) return true;',
    test: 'test/reliability/supply-chain.test.ts',
    only: 'B-83 one behind',
    lines: ['B-83'],
  },
  {
    name: 'offline',
    keeps: 'LOADKIT_OFFLINE forbids to fetch anything',
    file: 'src/k6/engine/go-wheel.ts',
    from: "  if (isOffline(env)) throw failure('LOADKIT_OFFLINE forbids fetching one');\n",
    to: '',
    test: 'test/k6/engine/go-wheel.test.ts',
    lines: ['B-83'],
  },
];

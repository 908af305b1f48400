import type { Mutant } from '../mutant.ts';

/** What is looked at before a run: the script's options, and the k6 that is to run it. */
export const OF_LOADING: readonly Mutant[] = [
  {
    name: 'mistyped-options',
    keeps: 'an option that k6 does not know is refused, not warned of',
    file: 'src/k6/inspect/inspect.ts',
    from: '  if (mistyped) {',
    to: '  if (mistyped === null) {',
    test: 'test/k6/inspect/inspect.test.ts',
    only: 'unknown option',
    lines: ['B-19'],
  },
  {
    name: 'variables-that-decide',
    keeps: 'a variable that says where the load goes is handed over, or the run is refused',
    file: 'src/k6/inspect/inspect.ts',
    from: '  if (!decisive) return;',
    to: '  return;',
    test: 'test/e2e/compatibility.test.ts',
    only: 'decides the host',
  },
  {
    name: 'other-majors',
    keeps: 'a k6 of another major version is not run unasked',
    file: 'src/k6/engine/stock.ts',
    from: '  if (majorOf(version) !== K6_MAJOR && !allowVersion) {',
    to: '  if (majorOf(version) === undefined && !allowVersion) {',
    test: 'test/k6/engine/find.test.ts',
    only: 'another major version',
    lines: ['B-14'],
  },
  {
    name: 'log-bound',
    keeps: 'the log of a run is bounded, and says what was cut',
    file: 'src/k6/log/log.ts',
    from: '      if (written + size > MOST_LOGGED) {',
    to: '      if (size < 0) {',
    test: 'test/k6/local/run.test.ts',
    only: 'the log is cut',
    lines: ['B-25'],
  },
  {
    name: 'production-host',
    keeps: 'in production load goes only to the host that was named',
    file: 'src/pipeline/target/open-target.ts',
    from: '(host === null || production.toLowerCase() === host)',
    to: '(host === null || production !== null)',
    test: 'test/reliability/guard-rails.test.ts',
    only: 'B-37',
    lines: ['B-37'],
  },
];

import type { Mutant } from '../mutant.ts';

/** What watches the target beside the load. */
export const OF_MONITORS: readonly Mutant[] = [
  {
    name: 'one-reading-at-once',
    keeps: 'a reading that takes longer than its interval makes the next a gap, and no second one is begun',
    file: 'src/monitor/watch.ts',
    from: '    if (this.#reading) {\n',
    to: '    if (this.#reading && second < 0) {\n',
    test: 'test/reliability/monitors.test.ts',
    lines: ['B-41'],
  },
  {
    name: 'bytes-of-a-page',
    keeps: 'a page without end is not read to its end',
    file: 'src/monitor/get.ts',
    from: '    if (size > MOST_BYTES) {\n',
    to: '    if (size < 0) {\n',
    test: 'test/reliability/monitors.test.ts',
    lines: ['B-45'],
  },
  {
    name: 'counter-that-began-again',
    keeps: 'a counter that began again from 0 grew by what it counts now',
    file: 'src/monitor/increase.ts',
    from: 'value < before ? value : value - before',
    to: 'value - before',
    test: 'test/monitor/page/taking.test.ts',
  },
  {
    name: 'beyond-the-largest-bound',
    keeps: 'a quantile beyond the largest bound of a histogram is no reading',
    file: 'src/monitor/page/quantile.ts',
    from: '  if (upper === Number.POSITIVE_INFINITY) return undefined;\n',
    to: '  if (upper === Number.POSITIVE_INFINITY) return sorted[at - 1]?.[0];\n',
    test: 'test/monitor/page/taking.test.ts',
  },
  {
    name: 'reused-number',
    keeps: 'a stranger with the number of a process that was watched is not watched',
    file: 'src/monitor/machine/process-monitor.ts',
    from: '    if (stat.start !== start) ',
    to: '    if (stat.start < 0) ',
    test: 'test/reliability/monitors.test.ts',
    lines: ['B-47'],
  },
  {
    name: 'watched-hosts',
    keeps: 'a monitor connects to no host that is neither this machine nor listed',
    file: 'src/monitor/open.ts',
    from: '  await refuseHosts(hosts, { allow: given.allow });\n',
    to: '',
    test: 'test/reliability/monitors.test.ts',
    lines: ['B-39'],
  },
];

import { describe, expect, test } from 'vitest';
import { mending } from '../../../../../src/report/stories/run/gives-way/next.ts';
import { stabilityFinding } from '../../../../../src/stability/finding.ts';

const found = (
  judge: 'gives-way' | 'pool' | 'degradation',
  verdict: 'gave-way-first' | 'gave-way-together' | 'exhausted' | 'collapse',
  series: string,
) => stabilityFinding({ judge, verdict, about: { source: 'service', series }, text: `${series} ${verdict}` });

describe('what to do about what gave way', () => {
  test.each([
    ['cpu_usage', /^Make room in the CPU before anything else: more cores or replicas/],
    ['db_pool_usage', /^Make room in the connection pool before anything else: more places/],
    ['pgbouncer_pool_usage', /^Make room in pgbouncer_pool_usage before anything else: more places/],
    ['lock_waits', /^Make room in a lock \(lock_waits\) before anything else: hold it for less time/],
    ['disk_busy', /^Make room in the disk before anything else: fewer or larger writes/],
    ['queue_usage', /^Make room in queue_usage before anything else: more of it/],
  ])('%s', (series, said) => {
    const stability = [found('gives-way', 'gave-way-first', series)];
    expect(mending({ verdict: 'critical', stability })).toEqual([expect.stringMatching(said)]);
    expect(mending({ verdict: 'inconclusive', stability })).toEqual([]);
  });

  test('of what gave way together none is called the first; a pool that nobody reads is looked for; a collapse is refused early', () => {
    const of = (...stability: ReturnType<typeof found>[]) => mending({ verdict: 'met', stability }).join(' ');
    expect(of(found('gives-way', 'gave-way-together', 'cpu_usage'))).toMatch(/^Make room in all .* in the CPU alone/);
    expect(of(found('pool', 'exhausted', 'throughput'))).toMatch(/^Find the pool whose places/);
    expect(of(found('degradation', 'collapse', 'goodput'))).toMatch(/^Refuse early/);
    expect(of(found('degradation', 'collapse', 'goodput'), found('gives-way', 'gave-way-first', 'cpu_usage'))).toMatch(
      /^Make room in the CPU/,
    );
  });

  test('what grows is named with its monitor; what held, and a run without findings, need nothing', () => {
    const about = { source: 'service', series: 'heap_bytes' };
    const leak = stabilityFinding({ judge: 'leak', verdict: 'leak', about, text: '' });
    const drift = stabilityFinding({ judge: 'drift', verdict: 'drift', about: { series: 'p95' }, text: '' });
    expect(mending({ verdict: 'met', stability: [drift, leak] })).toEqual([
      'Find what is taken and never given back in heap_bytes of service, before it meets its limit.',
      'Look at what grows with time and not with the load (tables, caches, files): p95 drifts.',
    ]);
    expect(
      mending({ verdict: 'met', stability: [stabilityFinding({ judge: 'leak', verdict: 'stable', text: '' })] }),
    ).toEqual([]);
    expect(mending({ verdict: 'met' })).toEqual([]);
  });
});

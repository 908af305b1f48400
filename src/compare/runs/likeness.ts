import type { Result } from '../../result/result.ts';

/** Something that is not the same on both sides: its values on each, the most frequent first. */
export interface Difference {
  readonly what: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

type Fact = readonly [what: string, of: (result: Result) => unknown];

/** What makes runs comparable: the same load on the same target. */
const LOAD: readonly Fact[] = [
  ['kind of run', ({ kind }) => kind],
  ['scenario', ({ run }) => run.scenario],
  ['profile', ({ run }) => run.profile],
  ['tier', ({ run }) => run.tier],
  ['load', ({ run: { base } }) => (base ? `${base.value} ${base.kind === 'rate' ? 'requests/s' : 'users'}` : null)],
  ['arrivals', ({ run }) => run.arrivals],
  ['time-scale', ({ run }) => run.timeScale],
  ['target', ({ run }) => run.target],
];

/** The generator's machine: between two of them one and the same service differs by 10 to 30 %. */
const MACHINE: readonly Fact[] = [
  ['operating system', ({ provenance }) => provenance.machine.os],
  ['CPUs', ({ provenance }) => provenance.machine.cpus],
  ['CPU', ({ provenance }) => provenance.machine.cpuModel],
  ['memory', ({ provenance }) => provenance.machine.memory],
  ['target on the generator', ({ provenance }) => provenance.machine.hostsTarget],
];

const BESIDE: readonly Fact[] = [
  ['target version', ({ provenance }) => provenance.targetVersion],
  ['environment', ({ provenance }) => provenance.environment],
  ["scenario's code", ({ provenance }) => provenance.bundleHash.slice(0, 12)],
  ['configuration', ({ provenance }) => provenance.configHash.slice(0, 12)],
  ['loadkit', ({ provenance }) => provenance.loadkit],
  ['k6', ({ provenance: { engine } }) => `${engine.k6} (${engine.kind})`],
  ['Node.js', ({ provenance }) => provenance.node],
];

/** What differs between runs, within a side or between both. */
export interface Likeness {
  /** Then they are no runs of the same. */
  readonly load: readonly Difference[];
  /** Then a difference may be the machine's. */
  readonly machine: readonly Difference[];
  /** Then it may be what is looked for. */
  readonly beside: readonly Difference[];
}

/** What of load, machine and everything beside is not one and the same in all runs. */
export function likenessOf(before: readonly Result[], after: readonly Result[]): Likeness {
  const differing = (facts: readonly Fact[]) =>
    facts.flatMap(([what, of]): Difference[] => {
      const [here, there] = [valuesOf(before, of), valuesOf(after, of)];
      return new Set([...here, ...there]).size > 1 ? [{ what, before: here, after: there }] : [];
    });
  return { load: differing(LOAD), machine: differing(MACHINE), beside: differing(BESIDE) };
}

function valuesOf(results: readonly Result[], of: Fact[1]): string[] {
  const counts = new Map<string, number>();
  for (const result of results) {
    const value = String(of(result) ?? 'none');
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([value]) => value);
}

import * as z from 'zod';
import { OPERATING_SYSTEM, type RunFigures } from './run-figures.ts';

/** Something that is not the same on both sides: its values on each, the most frequent first. */
export const Difference = z.strictObject({ what: z.string(), before: z.array(z.string()), after: z.array(z.string()) });
export type Difference = z.infer<typeof Difference>;

/** What differs between runs, within a side or between both. */
export const Likeness = z.strictObject({
  /** Then they are no runs of the same. */
  load: z.array(Difference),
  /** Then a difference may be the machine's; `isOtherMachine` says of which. */
  machine: z.array(Difference),
  /** Then it may be what is looked for. */
  beside: z.array(Difference),
});
export type Likeness = z.infer<typeof Likeness>;

/** What of load, machine and everything beside is not one and the same in all runs. */
export function likenessOf(before: readonly RunFigures[], after: readonly RunFigures[]): Likeness {
  const differing = (kind: keyof Likeness) => {
    const names = new Set([...before, ...after].flatMap(({ facts }) => Object.keys(facts[kind])));
    return [...names].flatMap((what): Difference[] => {
      const [here, there] = [valuesOf(before, kind, what), valuesOf(after, kind, what)];
      return new Set([...here, ...there]).size > 1 ? [{ what, before: here, after: there }] : [];
    });
  };
  return { load: differing('load'), machine: differing('machine'), beside: differing('beside') };
}

/**
 * Whether runs that differ in this fact of their machines ran on different ones. Another release of the same kernel does
 * not make it another: it moves a service by a few per cent at most, where other CPUs or cores move it by 10 to 30.
 */
export function isOtherMachine({ what, before, after }: Difference): boolean {
  if (what !== OPERATING_SYSTEM) return true;
  return new Set([...before, ...after].map((text) => text.split(' ')[0])).size > 1;
}

function valuesOf(runs: readonly RunFigures[], kind: keyof Likeness, what: string): string[] {
  const counts = new Map<string, number>();
  for (const { facts } of runs) {
    const value = facts[kind][what] ?? 'none';
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([value]) => value);
}

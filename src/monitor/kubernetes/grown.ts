/** Counts that only grow, by a key of their own, and what each is of. */
export type CountsByKey = ReadonlyMap<string, { readonly of: string; readonly count: number }>;

/**
 * What many counts grew by from one reading to the next, added up by what they are `of`. A count that was not there before
 * began since; one that is gone is forgotten. Pure but for what it remembers.
 */
export class Grown {
  #before: CountsByKey | undefined;
  #at = 0;
  readonly #of = new Set<string>();

  /** Growth per second by what it is of, 0 where nothing grew; undefined at the first reading. */
  rates(at: number, counts: CountsByKey): ReadonlyMap<string, number> | undefined {
    const [before, seconds] = [this.#before, at - this.#at];
    [this.#before, this.#at] = [counts, at];
    for (const { of } of counts.values()) this.#of.add(of);
    if (before === undefined || !(seconds > 0)) return undefined;
    const grown = new Map([...this.#of].map((of) => [of, 0]));
    for (const [key, { of, count }] of counts) {
      const earlier = before.get(key)?.count ?? 0;
      grown.set(of, grown.get(of)! + (count < earlier ? count : count - earlier));
    }
    return new Map([...grown].map(([of, count]) => [of, count / seconds]));
  }
}

/** A map that keeps the newest entries, within a number and a weight (bytes, say). */
export class Newest<V> {
  readonly #entries = new Map<string, { readonly value: V; readonly weight: number }>();
  readonly #most: { readonly entries: number; readonly weight: number };
  // While it is full, one walk goes on from entry to entry: a new one would pass over the holes of all that are gone,
  // and a service that has run for hours would spend its time on them.
  #walk: MapIterator<string> | undefined;
  #weight = 0;

  constructor(most: { readonly entries: number; readonly weight?: number }) {
    this.#most = { entries: most.entries, weight: most.weight ?? Number.POSITIVE_INFINITY };
  }

  get size(): number {
    return this.#entries.size;
  }

  set(key: string, value: V, weight = 0): void {
    this.delete(key);
    this.#entries.set(key, { value, weight });
    this.#weight += weight;
    // A walk that rests would keep alive every table that the map has outgrown.
    if (!this.#isTooMuch()) this.#walk = undefined;
    while (this.#isTooMuch()) this.#deleteOldest();
  }

  #isTooMuch(): boolean {
    return this.size > 0 && (this.size > this.#most.entries || this.#weight > this.#most.weight);
  }

  #deleteOldest(): void {
    this.#walk ??= this.#entries.keys();
    const { done, value: oldest } = this.#walk.next();
    if (done) this.#walk = undefined;
    else this.delete(oldest);
  }

  get(key: string): V | undefined {
    return this.#entries.get(key)?.value;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  delete(key: string): void {
    this.#weight -= this.#entries.get(key)?.weight ?? 0;
    this.#entries.delete(key);
  }

  /** Oldest first. */
  entries(): Iterable<readonly [string, { readonly value: V }]> {
    return this.#entries;
  }
}

/** How long after its last use a session counts as active, in seconds. */
const ACTIVE_FOR = 60;

/** What the demonstration service knows: sessions, records, and a cache of what was searched. */
export class Memory {
  readonly #sessions = new Newest<true>({ entries: 100_000 });
  readonly #lastUse = new Newest<number>({ entries: 100_000 });
  readonly #records = new Newest<unknown>({ entries: 100_000, weight: 64 * 2 ** 20 });
  readonly #cached = new Newest<true>({ entries: 1_000 });
  readonly #now: () => number;
  // Ids of an earlier process must be unknown to this one: a read-back then finds the loss instead of a stranger.
  readonly #mark: string;
  #ids = 0;
  #hits = 0;
  #lookups = 0;

  /** `mark` tells this process's ids from those of others; `now` is in seconds. */
  constructor(mark: string, now: () => number) {
    this.#mark = mark;
    this.#now = now;
  }

  createSession(): string {
    const id = this.#newId();
    this.#sessions.set(id, true);
    this.#lastUse.set(id, this.#now());
    return id;
  }

  /** False when there is no such session. */
  useSession(id: string): boolean {
    if (!this.#sessions.has(id)) return false;
    this.#lastUse.set(id, this.#now());
    return true;
  }

  /** Sessions used within the last minute. */
  activeSessions(): number {
    const before = this.#now() - ACTIVE_FOR;
    for (const [id, { value }] of this.#lastUse.entries()) {
      if (value >= before) break;
      this.#lastUse.delete(id);
    }
    return this.#lastUse.size;
  }

  /** `weight` is about what the value takes, in bytes. */
  createRecord(value: unknown, weight: number): string {
    const id = this.#newId();
    this.#records.set(id, { value }, weight);
    return id;
  }

  record(id: string): { readonly value: unknown } | undefined {
    return this.#records.get(id) as { readonly value: unknown } | undefined;
  }

  /** Counts a hit when the key was looked up before and is among the newest thousand. */
  lookUp(key: string): 'hit' | 'miss' {
    this.#lookups++;
    if (this.#cached.has(key)) {
      this.#hits++;
      return 'hit';
    }
    this.#cached.set(key, true);
    return 'miss';
  }

  /** Since the start; undefined before the first look-up. */
  cacheHitRatio(): number | undefined {
    return this.#lookups === 0 ? undefined : this.#hits / this.#lookups;
  }

  #newId(): string {
    return `${this.#mark}-${(++this.#ids).toString(36)}`;
  }
}

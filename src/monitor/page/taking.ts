import { unitOfName, unitOfRate } from '../../metrics/named-units.ts';
import { tagMatches, type Where } from '../../metrics/selector.ts';
import { type Bucket, bucketQuantile } from '../../stats/bucket-quantile.ts';
import { Increase } from '../increase.ts';
import type { Reading } from '../monitor.ts';
import { ExpositionFault, type PageSample, readExposition } from './exposition.ts';
import { askedOf, familyOf, isCounter } from './families.ts';
import { PAGE_KINDS } from './kinds.ts';
import { PROCESS_START, ProcessStarts } from './process-starts.ts';
import type { DerivedRow, PageTerm, Row, TakenRow } from './rows.ts';

/** Most samples of one page that are looked at. */
const MOST_SAMPLES = 20_000;
const USUAL_QUANTILE = 0.95;

/** A sample with what tells it from all others of its page. */
interface Keyed extends PageSample {
  readonly key: string;
}

/** A page as it is read this time. */
interface PageNow {
  readonly samples: ReadonlyMap<string, readonly Keyed[]>;
  readonly counter: (name: string) => boolean;
  readonly family: (name: string) => string | undefined;
}

/**
 * Takes readings from a page of metrics, time after time: what matters of the kinds that it is of, and what is asked for
 * by name. Counters are rates since the page before, histograms quantiles of what was counted since then, for each label
 * set. Pure.
 */
export class Taking {
  readonly #asked: readonly TakenRow[];
  readonly #all: readonly Row[];
  readonly #wanted = new Map<string, boolean>();
  readonly #increase = new Increase();
  readonly #starts: ProcessStarts;
  #restarts: readonly string[] = [];

  /**
   * `asked`: names, with * for any letters, `_p99` behind them for a quantile. `began`: when the page was first asked for,
   * Unix time in seconds; only what started since then is a restart.
   */
  constructor(asked: readonly string[], began = Number.NEGATIVE_INFINITY) {
    this.#starts = new ProcessStarts(began);
    this.#asked = [...new Set(asked)].map((take) => ({ take }));
    this.#all = [...this.#asked, ...PAGE_KINDS.flatMap(({ rows }) => rows)];
  }

  /**
   * The readings of a page that was asked for at `at`, seconds by a steady clock. Throws ExpositionFault where it is no
   * page of metrics, or nothing of it is known.
   */
  read(text: string, at: number): Reading[] {
    const { samples, types, names } = readExposition(text, (name) => this.#wants(name));
    if (samples.length > MOST_SAMPLES)
      throw new ExpositionFault(`more than ${MOST_SAMPLES} of its samples are asked for: \`take\` fewer`);
    const rows = this.#rowsFor(names);
    if (rows.length === 0)
      throw new ExpositionFault(`none of its ${names.size} metrics is known: name those that matter with \`take\``);
    this.#increase.turn(at);
    const now: PageNow = {
      samples: byName(samples),
      counter: (name) => isCounter(name, { types, names }),
      family: (name) => familyOf(name, types),
    };
    const read = new Map<string, Reading>();
    for (const row of rows)
      for (const reading of 'take' in row ? this.#taken(row, now) : this.#derived(row, now)) {
        const key = JSON.stringify([reading.metric, reading.tags]);
        if (!read.has(key)) read.set(key, reading);
      }
    this.#restarts = this.#restartsIn(now);
    return [...read.values()];
  }

  /** What of the page that was read last shows that the target restarted; empty where nothing does. */
  get restarts(): readonly string[] {
    return this.#restarts;
  }

  /** A page that says when its processes started is believed; of others counters tell. */
  #restartsIn({ samples }: PageNow): string[] {
    const starts = samples.get(PROCESS_START) ?? [];
    if (starts.length > 0) return this.#starts.risen(starts) ? [`${PROCESS_START} rose`] : [];
    const { begunAgain } = this.#increase;
    return begunAgain > 0 ? [`${begunAgain} counters began again`] : [];
  }

  /** The rows that a page with these names answers. */
  #rowsFor(names: ReadonlySet<string>): Row[] {
    const has = (pattern: string) => [...names].some((name) => tagMatches(pattern, name));
    const kinds = PAGE_KINDS.filter(({ marks }) => marks.some(has));
    const asked = this.#asked.filter(({ take }) => [...names].some((name) => this.#fits(take, name)));
    return [...asked, ...kinds.flatMap(({ rows }) => rows)];
  }

  #wants(name: string): boolean {
    let wanted = this.#wanted.get(name);
    if (wanted === undefined) {
      wanted =
        name === PROCESS_START ||
        this.#all.some((row) =>
          'take' in row
            ? this.#fits(row.take, name)
            : [row.of, row.over].some((term) => typeof term === 'object' && term.names.includes(name)),
        );
      this.#wanted.set(name, wanted);
    }
    return wanted;
  }

  /** Whether a sample of this name may be a part of what a row takes. */
  #fits(take: string, name: string): boolean {
    const { family } = askedOf(take);
    const base = name.replace(/_(bucket|count|sum)$/, '');
    return tagMatches(take, name) || tagMatches(family, name) || tagMatches(family, base);
  }

  #taken(row: TakenRow, now: PageNow): Reading[] {
    const { family, quantile = USUAL_QUANTILE } = askedOf(row.take);
    const [named, distributed] = [new Set<string>(), new Set<string>()];
    for (const name of now.samples.keys()) {
      const whole = now.family(name);
      if (tagMatches(row.take, name) && whole !== name) named.add(name);
      if (whole !== undefined && tagMatches(family, whole)) distributed.add(whole);
    }
    // A glob means whole distributions, and not their parts besides.
    const parts = [...named].filter((name) => !row.take.includes('*') || now.family(name) === undefined);
    return [
      ...parts.flatMap((name) => this.#plain(name, row, now)),
      ...[...distributed].flatMap((name) => this.#quantiles(name, quantile, row, now)),
    ];
  }

  /** A gauge as it is, a counter as a rate. */
  #plain(name: string, { where = {}, by, counter }: TakenRow, now: PageNow): Reading[] {
    const counts = counter ?? now.counter(name);
    const { unit, size } = counts ? unitOfRate(name) : unitOfName(name);
    const groups = this.#sums({ names: [name], where }, by, now, () => counts);
    return groups.map(({ tags, value }) => ({ metric: name, unit, value: value * size, tags }));
  }

  #derived({ reading, unit, of, over, rest, by = [] }: DerivedRow, now: PageNow): Reading[] {
    const wholes = typeof over === 'object' ? this.#sums(over, by, now) : undefined;
    return this.#sums(of, by, now).flatMap(({ tags, value }) => {
      const same = JSON.stringify(tags);
      const whole =
        typeof over === 'object' ? wholes!.find((each) => JSON.stringify(each.tags) === same)?.value : (over ?? 1);
      // Of nothing there is no share.
      if (whole === undefined || !(whole > 0)) return [];
      const share = value / whole;
      return [{ metric: reading, unit, value: rest ? 1 - share : share, tags }];
    });
  }

  /** A term for each group of labels. A counter that was not there before has no rate yet, and is left out. */
  #sums(
    { names, where = {} }: PageTerm,
    by: readonly string[] | undefined,
    now: PageNow,
    counts = (name: string) => now.counter(name),
  ): { tags: Readonly<Record<string, string>>; value: number }[] {
    const groups = new Map<string, { tags: Readonly<Record<string, string>>; value: number }>();
    for (const name of names)
      for (const sample of now.samples.get(name) ?? []) {
        const { labels } = sample;
        if (!matchesLabels(where, labels)) continue;
        const value = counts(name) ? this.#increase.rate(sample.key, sample.value) : sample.value;
        if (value === undefined || !Number.isFinite(value)) continue;
        const tags =
          by === undefined
            ? labels
            : Object.fromEntries(by.flatMap((tag) => (labels[tag] === undefined ? [] : [[tag, labels[tag]]])));
        const key = by === undefined ? sample.key : JSON.stringify(tags);
        groups.set(key, { tags, value: value + (groups.get(key)?.value ?? 0) });
      }
    return [...groups.values()];
  }

  /**
   * A quantile of each label set: of the buckets that were filled since the page before, beyond the largest bound that
   * bound; or as a summary says it.
   */
  #quantiles(family: string, quantile: number, { where = {} }: TakenRow, now: PageNow): Reading[] {
    const metric = `${family}_p${Number((quantile * 100).toFixed(4))}`;
    const { unit, size } = unitOfName(family);
    const sets = new Map<string, { tags: Record<string, string>; buckets: Bucket[] }>();
    for (const sample of now.samples.get(`${family}_bucket`) ?? []) {
      const { le, ...tags } = sample.labels;
      const upper = le === undefined ? Number.NaN : Number(le.replace(/^\+?Inf$/i, 'Infinity'));
      if (Number.isNaN(upper) || !matchesLabels(where, tags)) continue;
      const grown = this.#increase.of(sample.key, sample.value);
      const key = JSON.stringify(tags);
      const set = sets.get(key) ?? { tags, buckets: [] };
      sets.set(key, set);
      set.buckets.push([upper, grown ?? Number.NaN]);
    }
    const ofBuckets = [...sets.values()].flatMap(({ tags, buckets }) => {
      const known = buckets.every(([, count]) => !Number.isNaN(count));
      const found = known ? bucketQuantile(quantile, buckets) : undefined;
      const bound = Math.max(...buckets.flatMap(([upper]) => (Number.isFinite(upper) ? [upper] : [])));
      return found === undefined ? [] : [{ metric, unit, value: found.value * size, tags, bound: bound * size }];
    });
    const said = (now.samples.get(family) ?? []).flatMap(({ labels: { quantile: q, ...tags }, value }) =>
      Number(q) === quantile && matchesLabels(where, tags) ? [{ metric, unit, value: value * size, tags }] : [],
    );
    return [...ofBuckets, ...said];
  }
}

function byName(samples: readonly PageSample[]): Map<string, Keyed[]> {
  const all = new Map<string, Keyed[]>();
  const seen = new Set<string>();
  for (const sample of samples) {
    const key = `${sample.name}${JSON.stringify(sample.labels)}`;
    if (seen.has(key)) throw new ExpositionFault(`it has ${sample.name} twice with the same labels`);
    seen.add(key);
    const same = all.get(sample.name);
    if (same) same.push({ ...sample, key });
    else all.set(sample.name, [{ ...sample, key }]);
  }
  return all;
}

function matchesLabels(where: Where, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(where).every(([label, pattern]) => tagMatches(pattern, labels[label]));
}

/** What the module `k6/x/loadkit` of loadkit's engine offers (engine/ledger). */
interface Ledger {
  /** The function with every call counted from its beginning to its end; what is no function stays as it is. */
  iteration<T>(value: T): T;
  /** setup() or teardown(), whose requests count for nothing but the ceiling on what is sent; what is no function stays as it is. */
  around<T>(value: T): T;
  /** Seconds since the scenario of the running iteration began, by the monotonic clock. */
  elapsed(): number;
}

type Exports = Record<string, unknown>;

/**
 * The engine's account of all that begins; undefined under a k6 that keeps none. Only loadkit's engine may be asked: a stock k6
 * gives an empty object in place of an extension that it lacks, and fails later.
 */
export const ledger: Ledger | undefined = __ENV['LOADKIT_LEDGER'] === '1' ? find() : undefined;

function find(): Ledger | undefined {
  // Put together here: k6 would fetch an extension that it finds named in a script.
  const name = ['k6', 'x', 'loadkit'].join('/');
  return (globalThis as { require?: (name: string) => Ledger }).require?.(name);
}

/** A function that k6 runs as an iteration, counted. */
export function accounted<T>(iteration: T): T {
  return ledger ? ledger.iteration(iteration) : iteration;
}

/** What k6 runs beside the iterations: setup() or teardown(). */
export function besides<T>(hook: T): T {
  return ledger ? ledger.around(hook) : hook;
}

/** The functions that k6 runs as iterations: the default one, and those that scenarios name. */
function iterationsOf({ options }: Exports): Set<string> {
  const { scenarios } = (options ?? {}) as { scenarios?: Record<string, { exec?: string } | null> };
  return new Set(['default', ...Object.values(scenarios ?? {}).flatMap((each) => each?.exec ?? [])]);
}

/**
 * The exports of a CommonJS script, its iterations counted: the same object where that can be written to. The script itself may
 * use its other exports by this object, as classes perhaps, so that they stay as they are.
 */
export function accountedExports(exports: Exports): Exports {
  const own = (names: Iterable<string>) => [...names].filter((name) => name in exports);
  const counted = [
    ...own(iterationsOf(exports)).map((name) => [name, accounted(exports[name])] as const),
    ...own(['setup', 'teardown']).map((name) => [name, besides(exports[name])] as const),
  ];
  const written = counted.every(([name, value]) => value === exports[name] || Reflect.set(exports, name, value));
  return written ? exports : { ...exports, ...Object.fromEntries(counted) };
}

/** What the module `k6/x/loadkit` of loadkit's engine offers (engine/ledger). */
interface Ledger {
  /**
   * The function with every call that is an iteration counted from its beginning to its end, and with what it may not
   * connect to told; what is no function stays as it is.
   */
  iteration<T>(value: T): T;
  /** Seconds since the scenario of the running iteration began, by the monotonic clock. */
  elapsed(): number;
}

type Exports = Record<string, unknown>;

/**
 * The engine's account of all that begins; undefined under a k6 that keeps none. Only loadkit's engine may be asked: a
 * stock k6 gives an empty object in place of an extension that it lacks, and fails later.
 */
export const ledger: Ledger | undefined = __ENV['LOADKIT_LEDGER'] === '1' ? find() : undefined;

function find(): Ledger | undefined {
  // Put together here: k6 would fetch an extension that it finds named in a script.
  const name = ['k6', 'x', 'loadkit'].join('/');
  return (globalThis as { require?: (name: string) => Ledger }).require?.(name);
}

/** A function that k6 runs, as an iteration or around them, in the engine's account. */
export function accounted<T>(iteration: T): T {
  return ledger ? ledger.iteration(iteration) : iteration;
}

/** The functions that k6 runs: the default one, those that scenarios name, and those around the load. */
function runByK6({ options }: Exports): Set<string> {
  const { scenarios } = (options ?? {}) as { scenarios?: Record<string, { exec?: string } | null> };
  return new Set([
    'default',
    'setup',
    'teardown',
    ...Object.values(scenarios ?? {}).flatMap((each) => each?.exec ?? []),
  ]);
}

/**
 * The exports of a CommonJS script, those that k6 runs in the account: the same object where that can be written to.
 * The script itself may use its other exports by this object, as classes perhaps, so that they stay as they are.
 */
export function accountedExports(exports: Exports): Exports {
  const run = [...runByK6(exports)].filter((name) => name in exports);
  const counted = run.map((name) => [name, accounted(exports[name])] as const);
  const written = counted.every(([name, value]) => value === exports[name] || Reflect.set(exports, name, value));
  return written ? exports : { ...exports, ...Object.fromEntries(counted) };
}

/** What the station is like as a service begins: how many are served, that one included, and how many wait. */
export interface Crowd {
  readonly served: number;
  readonly waiting: number;
}

/** What is wrong with a service: what it changes, and nothing else. Times in seconds since the service started. */
export interface Fault {
  /** What it does, in words: `leaks 40 MB/h`. */
  readonly words: string;
  /** Seconds that a service holds its slot which would hold it for `seconds`. */
  readonly holds?: (seconds: number, crowd: Crowd, now: number) => number;
  /** Seconds for which an answer is late that is ready. */
  readonly delays?: (crowd: Crowd, now: number) => number;
  /** How many services wait now for a lock. */
  readonly waits?: (now: number) => number;
  /** Whether a request that comes now is turned away. */
  readonly refuses?: (now: number) => boolean;
  /** How many database connections are lost by now. */
  readonly loses?: (now: number) => number;
  /** What is kept of a value that is written. */
  readonly keeps?: (value: unknown) => unknown;
  /** Bytes that are held for nothing; asked each second. */
  readonly leaks?: (now: number) => number;
  /** When the service crashes, and how long it is down, seconds since the sandbox started. */
  readonly crash?: { readonly at: number; readonly down: number };
}

/** What a fault is made with. */
export interface FaultGiven {
  /** Of its draws. */
  readonly seed: number;
  /** Moments and lengths are scaled by it; rates are not. */
  readonly timeScale: number;
  /** Requests that may wait in the line. */
  readonly queue: number;
}

/** A kind of fault, as `--fault name=value` names it. */
export interface FaultKind {
  readonly name: string;
  /** A value that it may have. */
  readonly example: string;
  /** Reads the value; undefined where it is none of this kind. What is read makes the fault of each life of the service. */
  readonly read: (value: string) => ((given: FaultGiven) => Fault) | undefined;
}

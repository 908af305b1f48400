import type { SideName } from '../../compare/pairs/order.ts';
import type { RunRequest } from '../request.ts';

/** What `loadkit compare --pair` is asked for. */
export interface PairRequest {
  /** Of every block; target, time-scale, place and formats are the pair's to choose. */
  readonly run: RunRequest;
  /** Where the versions answer; undefined where commands start them on ports of loadkit's choice. */
  readonly targets: readonly [string, string] | undefined;
  /** Lines for the shell that start the versions. */
  readonly commands: readonly [string, string] | undefined;
  /** Seconds by the clock on the wall, everything included. */
  readonly budget: number;
  /** How many pairs of blocks; an even number. Undefined: as many as the budget allows, up to a dozen. */
  readonly pairs: number | undefined;
  /** Seconds of load of a block; undefined: as many as the budget allows. */
  readonly block: number | undefined;
}

/** One of the two versions. */
export interface Version {
  readonly name: SideName;
  /** `sandbox` or a URL. */
  readonly target: string;
  /** What starts it; undefined where it runs already. */
  readonly command: string | undefined;
  /** The port that it is to listen on. */
  readonly port: number | undefined;
}
